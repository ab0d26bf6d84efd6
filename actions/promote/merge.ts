/**
 * Merging without people. The head that merges is the one whose gates were evaluated, a moment before on a fresh fetch; and
 * because main, evidence and stops can move between that and the merge, they are evaluated again after it, on what
 * main was when the merge came. What slipped in is reverted.
 */

import { setTimeout as pause } from "node:timers/promises";
import type { Report } from "@slipway/lib/app/report/report.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import type { Forge, MergeAnswer, MergeObstacle } from "@slipway/lib/io/forge/forge.ts";
import type { Git } from "@slipway/lib/io/git/git.ts";
import type { Applied } from "./apply.ts";
import { checkOf, closedGates } from "./checks.ts";
import type { Evaluate } from "./evaluate.ts";
import type { Group } from "./groups.ts";
import { isMove, type Move } from "./prepare.ts";
import { revert, type Violation } from "./revert.ts";
import { stepFor } from "./steps.ts";

/** Milliseconds before each repeat of a merge that the forge was not ready for. */
const PAUSES_MS: readonly number[] = [500, 1500, 4000];

export type Merged =
  | { readonly kind: "merged" }
  /** A rule of the forge is not met yet; a later run merges. */
  | { readonly kind: "blocked"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string }
  /** What was evaluated no longer holds, or the branch has to be recreated: plan again. */
  | { readonly kind: "again"; readonly rebuild: boolean; readonly reason: string }
  /** It merged, and a gate was closed by then. */
  | { readonly kind: "reverted"; readonly violations: readonly Violation[]; readonly reason: string };

export interface MergeDeps {
  readonly git: Git;
  readonly forge: Forge;
  readonly branch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly report: Report;
  readonly evaluate: Evaluate;
}

/** Whether the bot is to merge it now. */
export function isMergeable({ step, pull, headSha, effect }: Applied): boolean {
  return (
    step.group.target.merge === "auto" &&
    pull?.state === "open" &&
    headSha !== undefined &&
    ["opened", "updated", "kept"].includes(effect.kind) &&
    checkOf(step)?.state === "success"
  );
}

export async function mergeChecked(deps: MergeDeps, applied: Applied): Promise<Merged> {
  const { pull, headSha } = applied;
  if (pull === undefined || headSha === undefined) throw new Error("no pull request is ready to merge");
  for (const wait of [...PAUSES_MS, undefined]) {
    const changed = await whatChanged(deps, applied, headSha);
    if (changed !== undefined) return { kind: "again", rebuild: false, reason: changed };
    const answer = await deps.forge.mergePull(pull.number, { headSha });
    if (answer.merged) return await afterMerge(deps, applied, headSha);
    const final = meaning(answer);
    if (final !== undefined) return final;
    if (wait === undefined) return { kind: "blocked", reason: answer.reason };
    await pause(wait);
  }
  throw new Error("unreachable: the last attempt always returns");
}

const ANEW: readonly MergeObstacle[] = ["behind", "conflict"];
const READ_AGAIN: readonly MergeObstacle[] = ["moved-head", "closed"];

/** Undefined: the forge needs a moment. */
function meaning({ obstacle, reason }: Extract<MergeAnswer, { merged: false }>): Merged | undefined {
  if (obstacle === "blocked") return { kind: "blocked", reason };
  if (ANEW.includes(obstacle)) return { kind: "again", rebuild: true, reason };
  return READ_AGAIN.includes(obstacle) ? { kind: "again", rebuild: false, reason } : undefined;
}

/** In words, when a fresh look does not find what was evaluated: another head, another plan, a closed gate. */
async function whatChanged(
  { git, env, evaluate }: MergeDeps,
  { step }: Applied,
  headSha: string,
): Promise<string | undefined> {
  const { snapshot, groups } = await evaluate();
  const group = groups.find(({ branch }) => branch === step.group.branch);
  if (group?.branchTip !== headSha) return `${step.group.branch} moved`;
  if (ids(group) !== ids(step.group)) return "the plan changed";
  const now = await stepFor(git, snapshot.tip, group, env);
  if (now.kind !== "keep") return `${shortSha(snapshot.tip.commit)} needs another branch`;
  const check = checkOf(now);
  return check?.state === "success" ? undefined : check?.description;
}

function ids({ verdicts }: Group): string {
  return verdicts
    .filter(isMove)
    .map(({ decision }) => `${decision.service} ${decision.new.id}`)
    .sort()
    .join("\n");
}

async function afterMerge(deps: MergeDeps, { step }: Applied, headSha: string): Promise<Merged> {
  const { git, branch, evaluate } = deps;
  const tip = (await git.fetch(branch)).get(branch);
  const before = tip === undefined ? undefined : await parentOfMerge(git, tip, headSha);
  if (before === undefined) {
    const reason = `${branch} does not hold the merge of ${shortSha(headSha)}: somebody rewrote it.\n  Look at its history; the next run evaluates what is there.`;
    return { kind: "again", rebuild: false, reason };
  }
  const { groups } = await evaluate(before);
  const group = groups.find((each) => each.branch === step.group.branch);
  const moves = step.group.verdicts.filter(isMove);
  const violations = moves.flatMap((move) => violationOf(move, group));
  if (violations.length === 0) return { kind: "merged" };
  return { kind: "reverted", violations, reason: await revert(deps, before, violations) };
}

function violationOf({ decision }: Move, group: Group | undefined): readonly Violation[] {
  const { environment, service } = decision;
  const now = group?.verdicts.find(({ read }) => read.facts.service === service)?.decision;
  const violation = (reason: string): readonly Violation[] => [
    { environment, service, old: decision.old, new: decision.new, reason },
  ];
  if (now === undefined) return violation("it is no longer open");
  if (now.kind !== "promote") return violation(now.reason);
  if (now.new.id !== decision.new.id) return violation(`${now.new.version} may be promoted now`);
  // Approvals were given to this head; the pull request that showed them is closed now.
  const closed = closedGates(now).find(({ gate }) => gate !== "approval");
  return closed === undefined ? [] : violation(`${closed.gate}: ${closed.reason}`);
}

/** What main was when the merge of `head` came. */
async function parentOfMerge(git: Git, tip: string, head: string): Promise<string | undefined> {
  const STEPS = 100;
  let commit: string | undefined = tip;
  for (let step = 0; step < STEPS && commit !== undefined; step += 1) {
    const [first, second]: (string | undefined)[] = await Promise.all([
      git.resolve(`${commit}^1`),
      git.resolve(`${commit}^2`),
    ]);
    if (second === head) return first;
    commit = first;
  }
  return undefined;
}
