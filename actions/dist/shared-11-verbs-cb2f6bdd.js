// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  imageInputs
} from "./shared-12-verbs-1039ce8e.js";
import {
  renderedFrom
} from "./shared-14-verbs-a8d0fdbe.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/services/inputs.ts
init_oldest_node();
function strategyOf({ tier, strategy }) {
  return strategy ?? tier;
}
async function serviceInputs(tree, service) {
  const builds = [service.build, ...Object.values(service.images ?? {}).map(({ build }) => build)];
  const all = await Promise.all(builds.map((build) => imageInputs(tree, { ...service, build })));
  return {
    paths: [...all.flatMap(({ paths }) => paths), ...await renderedFrom(tree, service.rendering)],
    workspaces: [...new Set(all.flatMap(({ workspaces }) => workspaces))],
    doubts: [...new Set(all.flatMap(({ doubts }) => doubts))]
  };
}

export {
  strategyOf,
  serviceInputs
};
