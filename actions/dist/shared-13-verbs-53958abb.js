// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  buildInputs
} from "./shared-14-verbs-a8d0fdbe.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest.js";

// actions/lib/services/inputs.ts
init_oldest_node();
var CHART = "rollouts/chart";
function strategyOf({ tier, strategy }) {
  return strategy ?? tier;
}
function strategyFile(service) {
  return `rollouts/strategies/${strategyOf(service)}.yaml`;
}
async function serviceInputs(tree, service) {
  const { folders, paths } = await buildInputs(tree, service.path);
  return { workspaces: folders, paths: [...paths, CHART, strategyFile(service)] };
}
function isBelow(path, folder) {
  return path === folder || path.startsWith(`${folder}/`);
}

export {
  CHART,
  strategyOf,
  strategyFile,
  serviceInputs,
  isBelow
};
