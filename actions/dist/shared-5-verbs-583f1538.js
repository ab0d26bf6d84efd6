// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  connectForge,
  isGitea
} from "./shared-11-verbs-4b8cf839.js";

// actions/lib/forge/signed-commits.ts
function signedCommits(env) {
  if (env.GITHUB_ACTIONS !== "true" || isGitea(env.GITHUB_API_URL ?? "")) return void 0;
  return connectForge(env).commitOnBranch;
}

export {
  signedCommits
};
