/**
 * The commit that releases are rendered from. `source` arrives as an output of a job that runs what others wrote, so it is
 * held against what that job cannot write: the commit of this run, and the branch as the server has it.
 */
import type { Git } from "@slipway/lib/io/git/git.ts";
import type { BumpRequest } from "./request.ts";

/** Why nothing may be pinned from `source`, as text; undefined: it may. */
export async function untrustedSource(
  git: Pick<Git, "fetch" | "fetchSource" | "isAncestor">,
  { source, repository, branch }: Pick<BumpRequest, "source" | "repository" | "branch">,
  { GITHUB_SHA: run }: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  if (run !== undefined && run !== "" && run !== source) {
    return `source: ${source} is not ${run}, the commit of this run.\n  Give the run's own commit, and start the run on ${branch}.`;
  }
  const own = (await git.fetch(branch)).get(branch);
  const tip = repository === undefined ? own : await git.fetchSource(repository);
  if (tip !== undefined && (await git.isAncestor(source, tip))) return undefined;
  const place = repository === undefined ? branch : `the branch of ${repository} that releases are made of`;
  return `source: ${source} is not on ${place}, so it has not been reviewed.\n  Merge it into ${repository === undefined ? branch : "it"}; the next run delivers it.`;
}
