// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  UserError
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/environments/adopted.ts
init_oldest_node();
var NotSetUp = class extends UserError {
  name = "NotSetUp";
  commit;
  constructor(commit) {
    super(
      `environments/: no environment.yaml at ${shortSha(commit) || "the tip"}, so this repository is not set up for Slipway.
  Run \`slipway init\` in it (docs/adopt.md), or name another checkout with --workspace.`
    );
    this.commit = commit;
  }
};
function requireSetUp(environments, commit) {
  if (environments.length === 0) throw new NotSetUp(commit);
  return environments;
}

export {
  NotSetUp,
  requireSetUp
};
