// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/text/lines.ts
init_oldest_node();
function firstLine(text) {
  return text.split("\n", 1)[0] ?? "";
}
function oneLine(text) {
  return text.replace(/\s+/g, " ").trim();
}

export {
  firstLine,
  oneLine
};
