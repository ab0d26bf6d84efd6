// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/repository/short-sha.ts
init_oldest_node();
function shortSha(commit) {
  return commit.slice(0, 12);
}

export {
  shortSha
};
