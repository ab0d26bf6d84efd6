// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  dataSchema
} from "./shared-14-verbs-d4a29309.js";
import {
  parseYaml
} from "./shared-15-verbs-200a5a2a.js";
import {
  Findings,
  external_exports
} from "./shared.js";

// actions/lib/services/services.ts
var FILE = /^services\/([^/]+)\/service\.yaml$/;
var name = external_exports.string("a name is wanted").regex(/^[a-z]([a-z0-9-]{0,50}[a-z0-9])?$/, "a name of lower case letters, digits and dashes is wanted");
var events = external_exports.array(external_exports.string().regex(/^[a-z]+(\.[a-z_]+)+$/, "an event such as order.created is wanted")).default([]);
var kind = {
  remedy: "services/README.md says what belongs there.",
  schema: external_exports.strictObject({
    name,
    tier: external_exports.enum(["standard", "critical"], 'either "standard" or "critical" is wanted'),
    ports: external_exports.array(external_exports.strictObject({ name, port: external_exports.int("a port number is wanted").min(1).max(65535) })).min(1, "at least one port is wanted"),
    calls: external_exports.array(name, "a list of service names is wanted").default([]),
    slo: external_exports.strictObject({
      errorRatio: external_exports.number("a number between 0 and 1 is wanted").gt(0).lt(1),
      p95Seconds: external_exports.number("a number of seconds is wanted").gt(0)
    }),
    dataSchema: dataSchema.optional(),
    events: external_exports.strictObject({ publishes: events, consumes: events }).optional(),
    stores: external_exports.array(external_exports.enum(["postgres", "redis", "nats"], "postgres, redis or nats is wanted")).optional()
  })
};
async function readServices(tree) {
  const { services, faults } = await surveyServices(tree);
  Findings.throwIfAny([...faults.values()].flatMap((fault) => fault.findings));
  return services;
}
async function surveyServices(tree) {
  const files = (await tree.list("services")).filter((path) => FILE.test(path));
  const contents = await Promise.all(files.map((path) => tree.read(path)));
  const folders = new Set(files.map(folderOf));
  const services = [];
  const faults = /* @__PURE__ */ new Map();
  for (const [index, file] of files.entries()) {
    const { value, findings } = parseYaml(contents[index] ?? "", file, kind);
    const service = value === void 0 ? void 0 : { ...value, path: `services/${folderOf(file)}` };
    const all = service === void 0 ? findings : misfits(service, folders);
    if (all.length > 0) faults.set(folderOf(file), new Findings(all));
    else if (service !== void 0) services.push(service);
  }
  return { services: services.toSorted((one, other) => one.name.localeCompare(other.name)), faults };
}
function misfits(service, names) {
  const file = `${service.path}/service.yaml`;
  const findings = service.calls.filter((called) => !names.has(called)).map(
    (called) => `${file}: calls: there is no service ${JSON.stringify(called)}.
  Name one that has a folder.`
  );
  if (service.events !== void 0 && !service.stores?.includes("nats")) {
    findings.push(
      `${file}: stores: events go through nats, which is not among them.
  Add nats, or remove events.`
    );
  }
  if (service.path !== `services/${service.name}`) {
    findings.push(
      `${file}: name: the folder is ${service.path}, got ${JSON.stringify(service.name)}.
  Give both the same name.`
    );
  }
  return findings;
}
function folderOf(file) {
  return FILE.exec(file)?.[1] ?? "";
}

export {
  readServices,
  surveyServices
};
