// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/deployments/trailers.ts
init_oldest_node();
var LINE = /^([A-Za-z][A-Za-z0-9-]*): (.+)$/;
function trailersOf(message) {
  const found = /* @__PURE__ */ new Map();
  for (const line of lastParagraph(message)) {
    if (/^\s/.test(line)) continue;
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === void 0 || value === void 0) return /* @__PURE__ */ new Map();
    const values = found.get(name);
    if (values) values.push(value.trim());
    else found.set(name, [value.trim()]);
  }
  return found;
}
function lastParagraph(message) {
  const lines = message.trimEnd().split("\n");
  const blank = lines.findLastIndex((line) => line.trim() === "");
  return blank < 0 ? [] : lines.slice(blank + 1);
}

export {
  trailersOf
};
