// Bundled by actions/bundle.ts from the sources beside this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  isPlain,
  isSame
} from "./shared-4-verbs-901ebfc9.js";
import {
  releaseFiles,
  releasePath
} from "./shared-14-verbs-98873d3f.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/releases/origins.ts
init_oldest_node();
var LOOK_BACK = 100;
async function isReleaseOf(git, { tip, head }, { environment, service }, source) {
  const files = await releaseFiles(head, environment, service);
  if (files.size === 0 || !await isPlain(head, environment, service)) return false;
  const now = await releaseFiles(tip, source, service);
  if (isSame(files, now)) return true;
  const folder = releasePath(source, service);
  const commits = await git.log(tip.commit, { paths: [folder], limit: LOOK_BACK, isFirstParent: true });
  for (const { sha } of commits) {
    if (isSame(files, await releaseFiles(await git.tree(sha), source, service))) return true;
  }
  return false;
}

export {
  isReleaseOf
};
