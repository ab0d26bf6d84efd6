// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  shortSha
} from "./shared-17-verbs-e10ec0b6.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/hotfixes/cut.ts
init_oldest_node();
async function cutPoint(git, main, head) {
  const newer = await git.log(main, { since: head, isFirstParent: true });
  const oldest = newer.at(-1);
  return oldest === void 0 ? await git.resolve(main) : await git.resolve(`${oldest.sha}^1`);
}
async function misplaced(git, landing) {
  const { environment, hotfix, service, source, pinned, main } = landing;
  const place = `${shortSha(pinned.source)}, the source of ${service} ${pinned.version} in ${environment}`;
  const remedy = `Cut it there (git switch -c ${hotfix} ${shortSha(pinned.source)}) and cherry-pick the fix alone.`;
  if (source === pinned.source)
    return `${hotfix} has no commit of its own: it is ${place}.
  Commit the fix.`;
  if (!await git.isAncestor(pinned.source, source)) {
    return `${shortSha(source)} of ${hotfix} does not contain ${place}.
  ${remedy}`;
  }
  const cut = await cutPoint(git, main, source);
  if (cut === void 0) return `${hotfix} shares no history with main.
  ${remedy}`;
  if (await git.isAncestor(cut, pinned.source)) return void 0;
  return `${hotfix} contains commits of main that are not in ${environment}, up to ${shortSha(cut)}: it was not cut at ${place}.
  ${remedy}`;
}

export {
  cutPoint,
  misplaced
};
