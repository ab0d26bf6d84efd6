// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  connectForge,
  isGitea
} from "./shared-13-verbs-8f9a8474.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/io/forge/signed-commits.ts
init_oldest_node();
function signedCommits(env) {
  if (env.GITHUB_ACTIONS !== "true" || isGitea(env.GITHUB_API_URL ?? "")) return void 0;
  return connectForge(env).commitOnBranch;
}

export {
  signedCommits
};
