import type { Git } from "../repository/git.ts";
import { shortSha } from "../repository/short-sha.ts";

/**
 * People's newest commit on a branch that a verb makes; nobody's work is overwritten, and nobody's let in. The verb says in a
 * trailer which commits are its own; a merge (the forge's "Update branch") changes nothing by itself.
 */
export async function personOn(
  git: Git,
  verb: string,
  branchTip: string,
  since: string,
): Promise<string | undefined> {
  const own = new RegExp(`^Slipway-Verb: ${verb}$`, "m");
  const commits = await git.logWithPaths(branchTip, since);
  const found = commits.find(({ message, paths }) => paths.length > 0 && !own.test(message));
  return found === undefined ? undefined : `${shortSha(found.sha)} ${found.subject.slice(0, 80)}`;
}
