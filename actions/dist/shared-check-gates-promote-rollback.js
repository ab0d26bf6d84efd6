// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  isPlain,
  isSame
} from "./shared-4-verbs-901ebfc9.js";
import {
  readRelease,
  releaseFiles,
  releasePath,
  startedBy
} from "./shared-14-verbs-98873d3f.js";
import {
  UserError
} from "./shared.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/releases/origins.ts
init_oldest_node();
var LOOK_BACK = 100;
async function isReleaseOf(git, { tip, head }, { environment, service }, source) {
  const files = await releaseFiles(head, environment, service);
  if (files.size === 0 || !await isPlain(head, environment, service)) return false;
  const release = await readRelease(head, environment, service).catch(unlessHandEdited);
  if (release === void 0) return false;
  const whole = startedBy(release, files, "canary");
  if (source !== environment && !isSame(files, whole)) return false;
  const forms = [whole, startedBy(release, files, "rollback")];
  const isThere = async (tree) => {
    const there = await releaseFiles(tree, source, service);
    return forms.some((form) => isSame(form, there));
  };
  if (await isThere(tip)) return true;
  const folder = releasePath(source, service);
  const commits = await git.log(tip.commit, { paths: [folder], limit: LOOK_BACK, isFirstParent: true });
  for (const { sha } of commits) {
    if (await isThere(await git.tree(sha))) return true;
  }
  return false;
}
function unlessHandEdited(error) {
  if (error instanceof UserError) return void 0;
  throw error;
}

export {
  isReleaseOf
};
