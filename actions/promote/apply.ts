/** Pushes all branches at once, then opens, updates and closes pull requests: one API call for each that changes. */
import { bypassStatus } from "@slipway/lib/app/promotions/bypass.ts";
import { postCheck } from "@slipway/lib/app/promotions/check.ts";
import { makeCommits, tidy } from "@slipway/lib/app/promotions/commit.ts";
import { deleteBranches } from "@slipway/lib/app/promotions/deletions.ts";
import { waitUntilMarkedMerged } from "@slipway/lib/app/promotions/marked-merged.ts";
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Result } from "@slipway/lib/app/report/report.ts";
import {
  type CommitStatus,
  type Forge,
  ForgeError,
  type PullRequest,
  type Standing,
} from "@slipway/lib/io/forge/forge.ts";
import type { Git, Publisher, PushResult, Tree } from "@slipway/lib/io/git/git.ts";
import { checkOf } from "./checks.ts";
import type { Orphan } from "./groups.ts";
import { closing, present } from "./present.ts";
import type { Step } from "./steps.ts";

/** What became of one pull request. */
export interface Applied {
  readonly step: Step;
  readonly pull: PullRequest | undefined;
  /** The head that the pull request has now; undefined when nothing is open. */
  readonly headSha: string | undefined;
  readonly effect: Effect;
}

export type Effect =
  | { readonly kind: "opened" | "updated" | "kept" | "left" | "closed" | "foreign" }
  | { readonly kind: "lost-race" | "closed-by-person" | "failed"; readonly reason: string };

export interface Deps {
  readonly git: Git;
  readonly forge: Forge;
  readonly tip: Tree;
  readonly branch: string;
  readonly standings: ReadonlyMap<number, Standing>;
  /** Where the forge signs commits of its API; else they are pushed. */
  readonly publisher: Publisher | undefined;
}

type PushStep = Extract<Step, { kind: "push" }>;

export interface AppliedAll {
  readonly applied: readonly Applied[];
  /** Branches that the server does not delete, and pull requests that the forge does not close. */
  readonly leftOver: readonly Result[];
}

export async function apply(
  deps: Deps,
  steps: readonly Step[],
  orphans: readonly Orphan[],
): Promise<AppliedAll> {
  // git cannot have `promote/staging` next to `promote/staging/product`, so what is replaced goes first.
  const notDeleted = [...(await deleteBranches(deps.git, orphans))];
  const { pushed, notTidied } = await pushBranches(deps, steps);
  notDeleted.push(...notTidied);
  const done: Applied[] = [];
  for (const step of steps) done.push(await attempt(deps, step, pushed.get(step)));
  const gone = done.filter(({ step, effect }) => step.kind === "close" && effect.kind === "closed");
  const closed = gone.map(({ step }) => step.group);
  notDeleted.push(...(await deleteBranches(deps.git, closed)));
  const notClosed = await closeOrphans(deps.forge, orphans, done);
  return { applied: done, leftOver: [...notDeleted, ...notClosed] };
}

/** One that fails does not drop the others, and is made up for by the next run. */
async function attempt(deps: Deps, step: Step, pushed: Pushed | undefined): Promise<Applied> {
  try {
    const applied = await applyStep(deps, step, pushed);
    const check = checkOf(step);
    const { pull, headSha } = applied;
    if (check !== undefined && pull !== undefined && headSha !== undefined && isSettled(applied)) {
      const standing = deps.standings.get(pull.number);
      const statuses = standing?.headSha === headSha ? standing.statuses : [];
      // First: a check that is green for a bypass that is recorded nowhere would turn red again.
      await recordBypasses(deps.forge, step, headSha, statuses);
      await postCheck(deps.forge, headSha, check, statuses);
    }
    return applied;
  } catch (error) {
    const effect = { kind: "failed", reason: describeError(error) } as const;
    return { step, pull: step.group.pull, headSha: undefined, effect };
  }
}

async function recordBypasses(
  forge: Forge,
  step: Step,
  headSha: string,
  statuses: readonly CommitStatus[],
): Promise<void> {
  if (step.kind !== "push" && step.kind !== "keep") return;
  for (const { decision } of step.moves) {
    for (const bypass of decision.bypasses) {
      const status = bypassStatus(decision.service, bypass);
      const known = statuses.find(({ context }) => context === status.context);
      const isThere = known?.description === status.description && known.by === (await forge.account());
      if (!isThere) await forge.commitStatus(headSha, status);
    }
  }
}

function isSettled({ effect }: Applied): boolean {
  return !["lost-race", "closed-by-person", "failed"].includes(effect.kind);
}

interface Pushed {
  readonly commit: string;
  readonly result: Pick<PushResult, "status" | "reason">;
}

interface PushedAll {
  readonly pushed: ReadonlyMap<Step, Pushed>;
  readonly notTidied: readonly Result[];
}

async function pushBranches(deps: Deps, steps: readonly Step[]): Promise<PushedAll> {
  const { git, tip, publisher } = deps;
  const pushes = steps.filter((step): step is PushStep => step.kind === "push");
  const branches = pushes.map(({ group: { branch }, plan }) => ({ branch, plan }));
  const made = await makeCommits(git, tip, branches, publisher);
  const pushed = new Map<Step, Pushed>();
  const updates = pushes.flatMap((step, i) => {
    const one = made[i];
    if (one === undefined || !("commit" in one)) return [];
    return [{ step, commit: one.commit }];
  });
  const results = await git.push(
    updates.map(({ step: { group }, commit }) => ({
      ref: group.branch,
      to: commit,
      expect: group.branchTip ?? null,
    })),
  );
  for (const [i, { step, commit }] of updates.entries()) {
    pushed.set(step, { commit, result: results[i] ?? { status: "refused", reason: "no answer" } });
  }
  for (const [i, step] of pushes.entries()) {
    const one = made[i];
    if (one === undefined || "commit" in one) continue;
    const status = one.isLostRace ? "lost-race" : "refused";
    pushed.set(step, { commit: "", result: { status, reason: one.failure } });
  }
  return { pushed, notTidied: publisher === undefined ? [] : await tidy(git, branches, made) };
}

async function closeOrphans(
  forge: Forge,
  orphans: readonly Orphan[],
  done: readonly Applied[],
): Promise<readonly Result[]> {
  const notClosed: Result[] = [];
  for (const { environment, service, pull, replacedBy } of orphans) {
    if (pull === undefined) continue;
    const successor = done.find(({ step }) => step.group.branch === replacedBy)?.pull;
    const reason =
      successor === undefined ? "there is nothing to promote any more" : `replaced by ${successor.url}`;
    try {
      await forge.closePull(pull.number, closing(reason));
    } catch (error) {
      const words = `${pull.url} was not closed: ${describeError(error)}`;
      notClosed.push({ environment, service: service ?? "*", status: "failed", reason: words });
    }
  }
  return notClosed;
}

async function applyStep(deps: Deps, step: Step, pushed: Pushed | undefined): Promise<Applied> {
  const { pull, branchTip } = step.group;
  const as = (effect: Effect, now = pull, headSha = branchTip): Applied => ({
    step,
    pull: now,
    headSha,
    effect,
  });
  switch (step.kind) {
    case "leave":
      return as({ kind: "left" });
    case "foreign":
      return as({ kind: "foreign" });
    case "close":
      if (pull !== undefined && !(await isMarkedMerged(deps, step)))
        await deps.forge.closePull(pull.number, closing(step.reason));
      return as({ kind: "closed" });
    case "keep":
      return await keep(deps, step);
    case "push":
      return await afterPush(deps, step, pushed);
  }
}

async function isMarkedMerged({ git, forge, tip, branch: base }: Deps, { group }: Step): Promise<boolean> {
  return await waitUntilMarkedMerged(
    { git, forge, tip, base },
    { head: group.branch, headSha: group.branchTip },
  );
}

/** The branch is there: what is left is a pull request that was never opened, unless a person closed it. */
async function keep(deps: Deps, step: Extract<Step, { kind: "keep" }>): Promise<Applied> {
  const { branch: head, branchTip, pull } = step.group;
  if (pull !== undefined) return { step, pull, headSha: branchTip, effect: { kind: "kept" } };
  const closed = await deps.forge.findClosedPull({ head, base: deps.branch });
  if (closed?.headSha === branchTip && closed?.state === "closed") {
    const reason = `${closed.url} was closed by a person.\n  Reopen it, or delete the branch ${head} to have it opened again.`;
    return { step, pull: closed, headSha: branchTip, effect: { kind: "closed-by-person", reason } };
  }
  return await presented(deps, step, undefined, branchTip);
}

async function afterPush(deps: Deps, step: PushStep, pushed: Pushed | undefined): Promise<Applied> {
  const { branch, pull } = step.group;
  const status = pushed?.result.status;
  if (status === "lost-race") {
    const effect = { kind: "lost-race", reason: `another run moved ${branch} first` } as const;
    return { step, pull, headSha: undefined, effect };
  }
  if (status === "refused" || pushed === undefined) {
    const words = pushed?.result.reason ?? "no answer";
    const reason = `${branch}: the server refused the push: ${words}.\n  Allow the bot to push promote/*.`;
    return { step, pull, headSha: undefined, effect: { kind: "failed", reason } };
  }
  return await presented(deps, step, pull, pushed.commit);
}

async function presented(
  deps: Deps,
  step: Extract<Step, { kind: "push" | "keep" }>,
  existing: PullRequest | undefined,
  headSha: string | undefined,
): Promise<Applied> {
  const { git, forge, tip, branch: base } = deps;
  const text = await present(git, tip, step.moves);
  const { branch: head } = step.group;
  try {
    const pull =
      existing === undefined
        ? await forge.openPull({ head, base, ...text })
        : await forge.updatePull(existing.number, text);
    return { step, pull, headSha, effect: { kind: existing === undefined ? "opened" : "updated" } };
  } catch (error) {
    if (!(await isOvertaken(deps, head, headSha, error))) throw error;
    const effect = { kind: "lost-race", reason: `another run has dealt with ${head}` } as const;
    return { step, pull: existing, headSha: undefined, effect };
  }
}

/** A forge refuses a pull request that another run has opened, and merged or closed, in the meantime. */
async function isOvertaken(
  { git, branch }: Deps,
  head: string,
  headSha: string | undefined,
  error: unknown,
): Promise<boolean> {
  if (!(error instanceof ForgeError) || ![409, 422].includes(error.status)) return false;
  const refs = await git.fetch(head, branch);
  const tip = refs.get(branch);
  if (headSha === undefined || refs.get(head) !== headSha) return true;
  return tip !== undefined && (await git.isAncestor(headSha, tip));
}
