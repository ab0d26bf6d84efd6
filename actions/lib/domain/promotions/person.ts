import type { Git } from "../repository/git.ts";
import { shortSha } from "../repository/short-sha.ts";

/**
 * The newest commit of a person on a branch of a verb. A person's work is neither overwritten nor merged. A
 * trailer marks the verb's own commits; a merge (the forge's "Update branch") does not count.
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
