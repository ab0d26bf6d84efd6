// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  CONFIG_FILE,
  UserError,
  parseConfig,
  readConfig
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/app/pins/mode.ts
init_oldest_node();
import { readFile } from "node:fs/promises";
import { join } from "node:path";
async function declaresPins(workspace) {
  const text = await readFile(join(workspace, CONFIG_FILE), "utf8").catch(() => void 0);
  return text !== void 0 && parseConfig(text).pins !== void 0;
}
async function pinsOf(tip) {
  const { pins } = await readConfig(tip);
  if (pins !== void 0) return pins;
  throw new UserError(
    `${CONFIG_FILE}: pins: declared in this checkout, and not on the branch.
  Merge it, or check out the tip of the branch.`
  );
}

export {
  declaresPins,
  pinsOf
};
