// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  external_exports
} from "./shared.js";

// actions/lib/request/values.ts
var text = external_exports.string();
var optionalText = external_exports.string().transform((value) => value === "" ? void 0 : value);
var serviceName = external_exports.string().regex(/^[a-z]([a-z0-9-]{0,51}[a-z0-9])?$/, "not a service name (lower case letters, digits and dashes)");
var commitSha = external_exports.string().regex(/^[0-9a-f]{40}$/, "not a full commit sha (40 hexadecimal digits)");
var imageDigest = external_exports.string().regex(/^sha256:[0-9a-f]{64}$/, "not a digest (sha256:<64 hexadecimal digits>)");
var flag = external_exports.enum(["true", "false"], 'neither "true" nor "false"').transform((value) => value === "true");
var list = external_exports.string().transform((value, context) => {
  if (!value.startsWith("[")) return value.split(/[\s,]+/).filter((item) => item !== "");
  const parsed = external_exports.array(external_exports.string()).safeParse(parseJson(value));
  if (parsed.success) return parsed.data;
  context.addIssue("not a JSON array of strings");
  return external_exports.NEVER;
});
var services = list.pipe(external_exports.array(serviceName)).transform((names) => [...new Set(names)]);
function json(schema) {
  return external_exports.string().transform((value, context) => {
    const parsed = parseJson(value);
    if (parsed === void 0) context.addIssue("not JSON");
    return parsed;
  }).pipe(schema);
}
function parseJson(value) {
  try {
    return JSON.parse(value);
  } catch {
    return void 0;
  }
}
var botInputs = {
  "bot-name": {
    description: "Name of the author of the commits this verb makes.",
    schema: external_exports.string().min(1),
    default: "slipway[bot]"
  },
  "bot-email": {
    description: "Mail address of the author of the commits this verb makes.",
    schema: external_exports.string().min(3),
    default: "slipway[bot]@users.noreply.github.com"
  }
};

export {
  text,
  optionalText,
  serviceName,
  commitSha,
  imageDigest,
  flag,
  list,
  services,
  json,
  botInputs
};
