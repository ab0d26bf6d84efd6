// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  ForgeError,
  connectForge
} from "./shared-13-verbs-8f9a8474.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/io/forge/own-commits.ts
init_oldest_node();
var TAKEN_BACK_CONTEXT = "slipway/taken-back";
function ownCommits(forge) {
  return async (sha) => {
    try {
      if (await forge.isOwnCommit(sha)) return true;
      const mark = (await forge.statuses(sha)).find(({ context }) => context === TAKEN_BACK_CONTEXT);
      return mark?.by !== void 0 && mark.by === await forge.account();
    } catch (error) {
      if (error instanceof ForgeError) return void 0;
      throw error;
    }
  };
}
function ownCommitsOf(env) {
  const { GITHUB_REPOSITORY: name, SLIPWAY_TOKEN: token } = env;
  return name && token ? ownCommits(connectForge(env)) : void 0;
}

export {
  TAKEN_BACK_CONTEXT,
  ownCommits,
  ownCommitsOf
};
