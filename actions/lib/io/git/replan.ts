import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../domain/errors/user-error.ts";
import type { Planner, Replanned, ReplanOptions } from "../../domain/repository/changes.ts";
import type { Git } from "../../domain/repository/git.ts";
import { land } from "./publish.ts";
import { emptyTree } from "./tree.ts";

const ATTEMPTS = 10;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 15_000;

/** Somebody else won every time. Nothing was pushed. */
export class RaceNeverWon extends UserError {
  override readonly name = "RaceNeverWon";
  readonly branch: string;
  readonly attempts: number;

  constructor(branch: string, attempts: number, reason: string) {
    super(
      `branch ${branch}: lost the race for the push ${attempts} times (${reason}); nothing was pushed.\n  Run this again: it plans again on the new tip.`,
    );
    this.branch = branch;
    this.attempts = attempts;
  }
}

export class PushRefused extends UserError {
  override readonly name = "PushRefused";

  constructor(branch: string, reason: string) {
    super(
      `branch ${branch}: the server refused the push: ${reason}\n  Allow this bot to push there (branch protection, rulesets, hooks), or use another branch.`,
    );
  }
}

export async function pushReplanned(
  git: Git,
  branch: string,
  plan: Planner,
  options: ReplanOptions = {},
): Promise<Replanned> {
  const attempts = options.attempts ?? ATTEMPTS;
  for (let attempt = 1; ; attempt++) {
    const began = performance.now();
    const refs = await git.fetch(branch, ...(options.alsoFetch ?? []));
    const tip = refs.get(branch);
    if (tip === undefined && !options.create) {
      throw new UserError(`branch ${branch}: not on the remote.\n  Push it first, or name another branch.`);
    }
    const planned = await plan(tip === undefined ? emptyTree : await git.tree(tip), refs);
    const commit = planned === undefined ? undefined : await git.commitIfChanged(tip, planned);
    if (commit === undefined) return { commit: undefined, attempts: attempt };
    const message = planned?.message ?? "";
    const landing = await land(git, { branch, tip, commit, message }, options.publisher);
    // "unchanged": another run made the very same commit in the same second, and it has landed.
    if (landing.status === "pushed" || landing.status === "unchanged")
      return { commit: landing.commit, attempts: attempt };
    const reason = landing.reason ?? "no answer";
    if (landing.status !== "lost-race") throw new PushRefused(branch, reason);
    if (attempt >= attempts) throw new RaceNeverWon(branch, attempt, reason);
    await pause(pauseMs(attempt, performance.now() - began));
  }
}

/**
 * Full jitter: those who lost together must not come back together. Where a cycle takes long, only one of them can win in
 * that time, so the pauses grow with it.
 */
function pauseMs(attempt: number, cycleMs: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, cycleMs) * 2 ** attempt);
}
