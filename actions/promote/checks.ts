/** The required check `slipway/gates` on the head of every promotion: a person's click is checked against the same gates. */
import type { Check } from "@slipway/lib/app/promotions/check.ts";
import { checkOfClosed, closedFor } from "@slipway/lib/app/promotions/closed-gates.ts";
import { type ClosedGate, isClosed } from "@slipway/lib/domain/gates/gate.ts";
import type { Promotion } from "@slipway/lib/domain/promotions/decision.ts";
import { change } from "./message.ts";
import type { Move, Verdict } from "./prepare.ts";
import type { Step } from "./steps.ts";

/** What the check says about a step's head; undefined: nothing is open. */
export function checkOf(step: Step): Check | undefined {
  switch (step.kind) {
    case "push":
    case "keep":
      return ofMoves(step.moves, step.kind === "keep" ? waitingBeside(step) : []);
    case "leave":
      return step.group.pull === undefined ? undefined : ofWaiting(step.group.verdicts);
    case "foreign":
      return { state: "failure", description: step.reason };
    case "close":
      return { state: "failure", description: `closed: ${step.reason}` };
  }
}

/** Closed gates that nobody bypassed. */
export function closedGates({ gates, bypasses }: Promotion): readonly ClosedGate[] {
  return gates.filter(isClosed).filter(({ gate }) => !bypasses.some((bypass) => bypass.gate === gate));
}

function ofMoves(moves: readonly Move[], others: readonly Verdict[]): Check {
  const closed = checkOfClosed(
    moves.flatMap(({ decision }) => closedGates(decision).map((gate) => closedFor(decision.service, gate))),
  );
  if (closed !== undefined) return closed;
  if (others.length > 0) return ofWaiting(others);
  const bypassed = moves.flatMap(({ decision: { bypasses } }) => bypasses);
  if (bypassed.length > 0) {
    const names = bypassed.map(({ gate, actor }) => `${gate} by ${actor}`).join(", ");
    return { state: "success", description: `bypassed: ${names}` };
  }
  return {
    state: "success",
    description: `all gates are open: ${moves.map(({ decision }) => change(decision)).join(", ")}`,
  };
}

/** If people review several services in one pull request, a waiting service keeps its place on the branch. */
function waitingBeside({ group }: Step): readonly Verdict[] {
  if (group.target.merge === "auto") return [];
  return group.verdicts.filter(({ decision }) => decision.kind === "wait");
}

function ofWaiting(verdicts: readonly Verdict[]): Check {
  const waiting = verdicts.flatMap(({ read, decision }) =>
    decision.kind === "wait" ? [{ service: read.facts.service, ...decision }] : [],
  );
  return checkOfClosed(waiting) ?? { state: "failure", description: "nothing moves" };
}
