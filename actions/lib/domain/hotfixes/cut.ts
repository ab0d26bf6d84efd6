/** The start of a hotfix: it must contain the pinned release's source and the fix, and no other commits of main. */

import type { Release } from "../releases/releases.ts";
import type { Git } from "../repository/git.ts";
import { shortSha } from "../repository/short-sha.ts";

/**
 * The newest commit of main's own line that `head` contains. Unlike the merge base it stays the same when the hotfix is
 * merged back into main; undefined where the two share no history.
 */
export async function cutPoint(git: Git, main: string, head: string): Promise<string | undefined> {
  const newer = await git.log(main, { since: head, isFirstParent: true });
  const oldest = newer.at(-1);
  return oldest === undefined ? await git.resolve(main) : await git.resolve(`${oldest.sha}^1`);
}

export interface Landing {
  readonly environment: string;
  /** `hotfix/<name>` */
  readonly hotfix: string;
  readonly service: string;
  /** The commit that was built. */
  readonly source: string;
  /** What is pinned there. */
  readonly pinned: Release;
  /** Tip of the branch the environments live on. */
  readonly main: string;
}

/** Why a hotfix may not follow the pinned release, with the remedy; undefined if it may. */
export async function misplaced(git: Git, landing: Landing): Promise<string | undefined> {
  const { environment, hotfix, service, source, pinned, main } = landing;
  const place = `${shortSha(pinned.source)}, the source of ${service} ${pinned.version} in ${environment}`;
  const remedy = `Cut it there (git switch -c ${hotfix} ${shortSha(pinned.source)}) and cherry-pick the fix alone.`;
  if (source === pinned.source)
    return `${hotfix} has no commit of its own: it is ${place}.\n  Commit the fix.`;
  if (!(await git.isAncestor(pinned.source, source))) {
    return `${shortSha(source)} of ${hotfix} does not contain ${place}.\n  ${remedy}`;
  }
  const cut = await cutPoint(git, main, source);
  if (cut === undefined) return `${hotfix} shares no history with main.\n  ${remedy}`;
  if (await git.isAncestor(cut, pinned.source)) return undefined;
  return `${hotfix} contains commits of main that are not in ${environment}, up to ${shortSha(cut)}: it was not cut at ${place}.\n  ${remedy}`;
}
