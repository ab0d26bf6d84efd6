/** What `slipway/gates` says on a hotfix's head. */
import type { Check } from "@slipway/lib/app/promotions/check.ts";
import { approvalGate } from "@slipway/lib/domain/gates/approval.ts";
import { isClosed } from "@slipway/lib/domain/gates/gate.ts";
import type { Move } from "./item.ts";
import type { Asked } from "./read.ts";

export function checkOf(moves: readonly Move[]): Check {
  const closed = moves.flatMap(({ service, gates }) =>
    gates.filter(isClosed).map((gate) => ({ service, gate })),
  );
  const [first] = closed;
  if (first === undefined) return { state: "success", description: "every gate of a hotfix is open" };
  return { state: "pending", description: `${first.service}: ${first.gate.gate}: ${first.gate.reason}` };
}

/** Approvals were given to another head. */
export function unapproved({ environment }: Asked, move: Move): Move {
  const none = approvalGate({ required: environment.hotfix.approvals, approvals: undefined });
  return { ...move, gates: move.gates.map((gate) => (gate.gate === "approval" ? none : gate)) };
}

export function waitsFor({ gates }: Move): string {
  const closed = gates.find(isClosed);
  return closed === undefined ? "its merge" : `${closed.gate}: ${closed.reason}`;
}
