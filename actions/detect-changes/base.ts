/** The base of a comparison other than the pinned releases. */

import { readFile } from "node:fs/promises";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { cutPoint } from "@slipway/lib/domain/hotfixes/cut.ts";
import { isFullSha } from "@slipway/lib/domain/parsing/identifiers.ts";
import { parseJson } from "@slipway/lib/domain/parsing/json.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import type { Git } from "@slipway/lib/io/git/git.ts";
import * as z from "zod";

const event = z.object({
  pull_request: z.object({ base: z.object({ sha: z.string() }) }).optional(),
  merge_group: z.object({ base_sha: z.string() }).optional(),
});

/**
 * The target commit of a pull request or a merge group; undefined for every other event. A push has a base
 * too, but a force push, a cancelled or a first run makes it wrong: the pinned releases are used instead.
 */
export async function baseOfEvent(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path } = env;
  if (name !== "pull_request" && name !== "merge_group") return undefined;
  const read = event.safeParse(parseJson(await readFile(path ?? "", "utf8").catch(() => "")));
  const base = read.data?.pull_request?.base.sha ?? read.data?.merge_group?.base_sha;
  if (base !== undefined) return base;
  throw new UserError(
    `${path || "GITHUB_EVENT_PATH"}: the event ${name} names no base there.\n  Give the input base: the commit it is to be merged into.`,
  );
}

/** Where the hotfix left the branch. */
export async function baseOfHotfix(git: Git, branch: string, source: string): Promise<string> {
  await git.unshallow();
  const tip = (await git.fetch(branch)).get(branch);
  const cut = tip === undefined ? undefined : await cutPoint(git, tip, source);
  if (cut !== undefined) return cut;
  throw new UserError(
    `cut-from: ${shortSha(source)} shares no history with ${branch}.\n  Cut the hotfix from a commit of ${branch}.`,
  );
}

/** The common ancestor to compare with, or as text why there is none. */
export async function findBase(
  git: Git,
  base: string,
  source: string,
): Promise<{ readonly from: string } | { readonly unknown: string }> {
  const commit = (await git.resolve(base)) ?? (await fetched(git, base));
  if (commit === undefined)
    return { unknown: `the base ${base.slice(0, 40)} is neither here nor on the remote` };
  await git.deepen([source, commit], async () => (await git.mergeBase(commit, source)) !== undefined);
  const from = await git.mergeBase(commit, source);
  return from === undefined ? { unknown: `no common history with ${shortSha(commit)}` } : { from };
}

/** A checkout of depth 1 has only the merge result. Forges use zeros for "none". */
async function fetched(git: Git, base: string): Promise<string | undefined> {
  if (!isFullSha(base) || /^0+$/.test(base)) return undefined;
  return (await git.fetchCommit(base)) ? base : undefined;
}
