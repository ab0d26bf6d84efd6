/**
 * The commit that releases are rendered from. `source` arrives as an output of a job that runs what others wrote, so it is
 * held against what that job cannot write: the commit of this run, and the branch as the server has it.
 */
import type { Git } from "@slipway/lib/io/git/git.ts";

/** Why nothing may be pinned from `source`, as text; undefined: it may. */
export async function untrustedSource(
  git: Pick<Git, "fetch" | "isAncestor">,
  source: string,
  branch: string,
  { GITHUB_SHA: run }: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  if (run !== undefined && run !== "" && run !== source) {
    return `source: ${source} is not ${run}, the commit of this run.\n  Give the run's own commit, and start the run on ${branch}.`;
  }
  const tip = (await git.fetch(branch)).get(branch);
  if (tip !== undefined && (await git.isAncestor(source, tip))) return undefined;
  return `source: ${source} is not on ${branch}, so it has not been reviewed.\n  Merge it into ${branch}; the next run delivers it.`;
}
