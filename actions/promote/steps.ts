/** What has to be done about each pull request so that it is what was decided. */
import { approvalGate } from "@slipway/lib/domain/gates/approval.ts";
import type { Waiting } from "@slipway/lib/domain/promotions/decision.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import type { CommitPlan, Git, Tree } from "@slipway/lib/io/git/git.ts";
import { branchState, promotionPlan, releaseOnBranch } from "./branch.ts";
import type { Group } from "./groups.ts";
import { isMove, type Move, type Verdict } from "./prepare.ts";

interface StepOf {
  readonly group: Group;
}

export type Step =
  /** The branch is to be recreated on the tip. */
  | (StepOf & { readonly kind: "push"; readonly moves: readonly Move[]; readonly plan: CommitPlan })
  /** The branch is what it should be. */
  | (StepOf & { readonly kind: "keep"; readonly moves: readonly Move[] })
  /** Nothing moves, and what is open (if anything) waits. */
  | (StepOf & { readonly kind: "leave" })
  /** Somebody else works on the branch: hands off. */
  | (StepOf & { readonly kind: "foreign"; readonly reason: string })
  /** Pull request and branch are to go. */
  | (StepOf & { readonly kind: "close"; readonly reason: string });

/** `isBehind`: the forge wants the branch on the tip, whatever is on it. */
export async function stepFor(
  git: Git,
  tip: Tree,
  group: Group,
  env: NodeJS.ProcessEnv,
  isBehind = false,
): Promise<Step> {
  const moves = group.verdicts.filter(isMove);
  const waiting = await mayStay(git, group);
  if (moves.length === 0) {
    return waiting.length > 0 ? { kind: "leave", group } : await withoutMoves(git, tip, group);
  }
  const promotions = moves.map(({ decision }) => decision);
  if (group.branchTip !== undefined) {
    const content = {
      environment: group.target.name,
      promotions,
      tolerated: waiting.map(({ read }) => read.facts.service),
    };
    const state = await branchState(git, tip, group.branchTip, content);
    if (state.kind === "current" && !isBehind) {
      const isApproved = group.standing?.headSha === group.branchTip;
      return { kind: "keep", group, moves: isApproved ? moves : moves.map(unapproved) };
    }
    if (state.kind === "foreign") return { kind: "foreign", group, reason: state.reason };
  }
  return { kind: "push", group, moves: moves.map(unapproved), plan: promotionPlan(promotions, env) };
}

/** Approvals were given to another head: an update never smuggles anything under them. */
function unapproved(move: Move): Move {
  const required = move.read.target.gates.approvals;
  const gates = move.decision.gates.map((result) =>
    result.gate === "approval" ? approvalGate({ required, approvals: undefined }) : result,
  );
  return { ...move, decision: { ...move.decision, gates } };
}

type WaitingVerdict = Verdict & { readonly decision: Waiting };

/**
 * Where people review, what waits stays on its branch, or approvals would be lost with every late heartbeat; but a release
 * that failed where it ran must not be merged. Where the bot merges nothing is lost, and nobody should wait for another.
 */
async function mayStay(git: Git, { verdicts, target, branchTip }: Group): Promise<readonly WaitingVerdict[]> {
  const waiting = verdicts.filter((each): each is WaitingVerdict => each.decision.kind === "wait");
  if (branchTip === undefined || target.merge === "auto") return branchTip === undefined ? waiting : [];
  const onBranch = await Promise.all(
    waiting.map(({ read }) => releaseOnBranch(git, branchTip, target.name, read.facts.service)),
  );
  return waiting.filter(({ read: { facts }, decision: { ended } }, i) => {
    const id = onBranch[i];
    if (id === undefined) return target.grouping === "service";
    return id !== ended && !(typeof facts.current === "object" && facts.current.id === id);
  });
}

async function withoutMoves(git: Git, tip: Tree, group: Group): Promise<Step> {
  const { branchTip, target } = group;
  if (group.pull === undefined && branchTip === undefined) return { kind: "leave", group };
  if (branchTip !== undefined) {
    const content = { environment: target.name, promotions: [], tolerated: [] };
    const state = await branchState(git, tip, branchTip, content);
    if (state.kind === "foreign") return { kind: "foreign", group, reason: state.reason };
  }
  const reasons = group.verdicts.flatMap(({ read, decision }) =>
    decision.kind === "promote" || decision.kind === "nothing"
      ? []
      : [`${read.facts.service}: ${firstLine(decision.reason)}`],
  );
  const all = group.verdicts.flatMap(({ decision }) => ("reason" in decision ? [decision.reason] : []));
  return { kind: "close", group, reason: (reasons.length > 0 ? reasons : all.slice(0, 1)).join("; ") };
}
