/**
 * The two commits that are compared: the base's tip and the result of the merge. A head by itself would show what others
 * merged meanwhile as rolled back.
 */

import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { isGitea } from "@slipway/lib/io/forge/connect.ts";
import type { Git } from "@slipway/lib/io/git/git.ts";
import type { PullEvent } from "./event.ts";
import type { PreviewRequest } from "./request.ts";

export interface Sides {
  readonly base: string;
  readonly head: string;
  readonly merged: string;
  /** Where the merge result comes from, as text. */
  readonly origin: string;
}

/** A pull request that cannot be merged has no result to show. */
export class Unmergeable extends UserError {
  override readonly name = "Unmergeable";
  readonly paths: readonly string[];

  constructor(base: string, head: string, paths: readonly string[]) {
    super(
      `${shortSha(head)} cannot be merged into ${shortSha(base)}: conflicts in ${paths.join(", ")}.\n  Merge the base into the branch and resolve them; a preview comes with the push.`,
    );
    this.paths = paths;
  }
}

export interface Waiting {
  /** How long the forge may take to make its merge. */
  readonly deadlineMs: number;
  readonly everyMs: number;
}

const WAITING: Waiting = { deadlineMs: 30_000, everyMs: 1_000 };

export async function findSides(
  git: Git,
  request: Pick<PreviewRequest, "base" | "head">,
  pull: PullEvent | undefined,
  env: NodeJS.ProcessEnv,
  waiting: Waiting = WAITING,
): Promise<Sides> {
  const isAsked = request.base !== undefined || request.head !== undefined;
  if (pull === undefined || isAsked)
    return ofCommits(git, request.base ?? "origin/main", request.head ?? "HEAD");
  const made = isGitea(env.GITHUB_API_URL ?? "") ? undefined : await forgesMerge(git, pull, waiting);
  if (made !== undefined) return made;
  const refs = await git.fetch(pull.into, headRef(pull));
  const base = refs.get(pull.into);
  if (base === undefined) {
    throw new UserError(`branch ${pull.into}: not on the remote.\n  Open the pull request into one that is.`);
  }
  // What was pushed after the event has an event, and so a preview, of its own.
  if ((await git.resolve(pull.headSha)) === undefined) await git.fetchCommit(pull.headSha);
  return ofCommits(git, base, pull.headSha);
}

async function ofCommits(git: Git, baseRef: string, headRef: string): Promise<Sides> {
  const [base, head] = await Promise.all([requireCommit(git, baseRef), requireCommit(git, headRef)]);
  await git.deepen([base, head], async () => (await git.mergeBase(base, head)) !== undefined);
  const merged = await git.merge(base, head);
  if ("conflicts" in merged) throw new Unmergeable(base, head, merged.conflicts);
  const origin = merged.commit === head ? "the head has the base already" : "merged here, in memory";
  return { base, head, merged: merged.commit, origin };
}

async function requireCommit(git: Git, ref: string): Promise<string> {
  return (await git.tree(ref)).commit;
}

/** GitHub makes `refs/pull/<n>/merge` by itself, some time after the push; until then the ref is absent or the old one. */
async function forgesMerge(git: Git, pull: PullEvent, waiting: Waiting): Promise<Sides | undefined> {
  const ref = `refs/pull/${pull.number}/merge`;
  const end = performance.now() + waiting.deadlineMs;
  for (;;) {
    const merged = (await git.fetch(ref)).get(ref);
    const found = merged === undefined ? undefined : await sidesOfMerge(git, merged, pull, ref);
    if (found !== undefined || performance.now() + waiting.everyMs > end) return found;
    await pause(waiting.everyMs);
  }
}

async function sidesOfMerge(
  git: Git,
  merged: string,
  { headSha }: PullEvent,
  ref: string,
): Promise<Sides | undefined> {
  const [base, head] = await Promise.all([git.resolve(`${merged}^1`), git.resolve(`${merged}^2`)]);
  if (base === undefined || head !== headSha) return undefined;
  return { base, head, merged, origin: ref };
}

function headRef({ number }: PullEvent): string {
  return `refs/pull/${number}/head`;
}
