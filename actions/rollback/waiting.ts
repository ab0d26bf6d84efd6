/** The branch `rollback/<environment>` as it is: what waits there for review, and where to continue from. */
import { holdChange } from "@slipway/lib/app/rollbacks/plan.ts";
import { type Hold, holdIn, isExpired } from "@slipway/lib/domain/holds/holds.ts";
import type { Snapshot } from "@slipway/lib/domain/rollbacks/snapshot.ts";
import type { Change, CommitPlan, Git, Tree } from "@slipway/lib/io/git/git.ts";
import { reviewBranch } from "./branches.ts";

/**
 * The commit to build on, that has what waits already: the branch's tip while it merges, the same on the present tip when
 * it no longer does. Undefined when nothing waits: there is no branch, or it was merged.
 */
export async function waitingCommit(
  git: Git,
  { refs, tip }: Pick<Snapshot, "refs" | "tip">,
  environment: string,
): Promise<string | undefined> {
  const branch = reviewBranch(environment);
  const waiting = refs.get(branch);
  if (waiting === undefined || (await git.isAncestor(waiting, tip.commit))) return undefined;
  const merged = await git.merge(tip.commit, waiting);
  if ("commit" in merged) return waiting;
  return carriedOver(git, tip.commit, waiting, branch);
}

/** The hold that waits there already, which keeps its times; without one, or with one that does not count, `hold`. */
export async function waitingHold(known: Tree | undefined, hold: Hold, now: Date): Promise<Hold> {
  const { path } = holdChange(hold);
  const bytes = await known?.read(path);
  const waiting = bytes === undefined ? undefined : holdIn(bytes, path);
  return waiting !== undefined && waiting.cause === hold.cause && !isExpired(waiting, now) ? waiting : hold;
}

/** Without what moved meanwhile: an order about a release that has left is none any more. */
async function carriedOver(
  git: Git,
  tip: string,
  waiting: string,
  branch: string,
): Promise<string | undefined> {
  const base = await git.mergeBase(tip, waiting);
  if (base === undefined) return undefined;
  const [open, moved] = await Promise.all([git.changedPaths(base, waiting), git.changedPaths(base, tip)]);
  const gone = new Set(moved.map(({ path }) => folderOf(path)));
  const kept = open.filter(({ path }) => !gone.has(folderOf(path)));
  if (kept.length === 0) return undefined;
  const [tree, commits] = await Promise.all([git.tree(waiting), git.log(waiting, { since: tip })]);
  const changes = await Promise.all(
    kept.map(async ({ path }): Promise<Change> => ({ path, content: (await tree.read(path)) ?? null })),
  );
  const plan: CommitPlan = { message: carriedMessage(branch, commits), changes };
  return git.commitIfChanged(tip, plan);
}

/** A release folder moves whole; anything else is by itself. */
function folderOf(path: string): string {
  return /^environments\/[^/]+\/[^/]+\/release(?=\/)/.exec(path)?.[0] ?? path;
}

function carriedMessage(branch: string, commits: readonly { readonly subject: string }[]): string {
  const subjects = commits.map(({ subject }) => `- ${subject}`).slice(0, 50);
  const title = `${branch.replace(/^rollback\/(.*)$/, "rollback($1)")}: open rollbacks, on the current tip`;
  return [title, "", ...subjects, "", "Slipway-Verb: rollback", ""].join("\n");
}
