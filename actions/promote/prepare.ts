/** From decisions to what is pushed: builds every target with the change applied, and tells which branches are good. */
import { UserError } from "../lib/errors/user-error.ts";
import type { CommitPlan, Git, Tree } from "../lib/git/git.ts";
import { inParallel } from "../lib/parallel/in-parallel.ts";
import type { Decision, Promotion } from "../lib/promotion/decision.ts";
import { decide } from "../lib/promotion/planner.ts";
import { buildTarget, verifyTarget } from "../lib/render/render.ts";
import { branchState, promotionPlan, releaseOnBranch } from "./branch.ts";
import type { Read, Snapshot } from "./read.ts";
import type { SignatureGate } from "./signature.ts";

/** Each builds with kustomize; more at once only wait for the same cores. */
const PARALLEL = 2;

export type Step =
  /** The branch is to be made anew on the tip. `rendered` is what will run. */
  | (StepOf & {
      readonly kind: "push";
      readonly promotion: Promotion;
      readonly plan: CommitPlan;
      readonly rendered: string;
    })
  /** The branch is what it should be. */
  | (StepOf & { readonly kind: "keep"; readonly promotion: Promotion; readonly rendered: string })
  /** Pull request and branch are to go. */
  | (StepOf & {
      readonly kind: "close";
      readonly status: "nothing" | "waiting" | "refused";
      readonly reason: string;
    })
  | (StepOf & {
      readonly kind: "leave";
      readonly status: "nothing" | "waiting" | "refused";
      readonly reason: string;
    });

interface StepOf {
  readonly read: Read;
}

export async function prepare(
  git: Git,
  { tip, reads }: Snapshot,
  gate: SignatureGate,
): Promise<readonly Step[]> {
  return await inParallel(reads, PARALLEL, (read) => stepFor(git, tip, read, gate));
}

async function stepFor(git: Git, tip: Tree, read: Read, gate: SignatureGate): Promise<Step> {
  const decision = decide(read.facts);
  try {
    if (decision.kind === "promote") {
      const closed = await gate(read.target, decision.new);
      if (closed?.status === "waiting") return { kind: "leave", read, ...closed };
      if (closed !== undefined) return ended(read, closed.status, closed.reason);
      return await promotionStep(git, tip, read, decision);
    }
  } catch (error) {
    if (error instanceof UserError) return ended(read, "refused", error.message);
    throw error;
  }
  if (decision.kind === "nothing") return ended(read, "nothing", decision.reason);
  if (decision.kind === "refuse") return ended(read, "refused", decision.reason);
  return (await mayStay(git, read, decision))
    ? { kind: "leave", read, status: "waiting", reason: decision.reason }
    : ended(read, "waiting", decision.reason);
}

async function promotionStep(git: Git, tip: Tree, read: Read, promotion: Promotion): Promise<Step> {
  const plan = promotionPlan(promotion);
  const rendered = await buildTarget(tip, promotion.environment, promotion.service, plan);
  verifyTarget(rendered, read.target, promotion.new);
  const state =
    read.branchTip === undefined ? undefined : await branchState(git, tip, read.branchTip, promotion);
  if (state?.kind === "current") return { kind: "keep", read, promotion, rendered };
  if (state?.kind === "foreign") {
    const reason = `its branch changes ${state.paths.join(", ")}, which is none of a promotion's.\n  Move that to a branch of its own and delete this one.`;
    return { kind: "leave", read, status: "refused", reason };
  }
  return { kind: "push", read, promotion, plan, rendered };
}

/** A pull request waits with its release; but one whose very release failed where it ran must not be merged. */
async function mayStay(
  git: Git,
  read: Read,
  decision: Extract<Decision, { kind: "wait" }>,
): Promise<boolean> {
  const { branchTip, facts } = read;
  if (decision.ended === undefined || branchTip === undefined) return true;
  return (await releaseOnBranch(git, branchTip, facts.environment, facts.service)) !== decision.ended;
}

function ended(read: Read, status: "nothing" | "waiting" | "refused", reason: string): Step {
  const isBegun = read.pull !== undefined || read.branchTip !== undefined;
  return { kind: isBegun ? "close" : "leave", read, status, reason };
}
