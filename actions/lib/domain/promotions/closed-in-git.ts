/** Which gates git says are closed for a release, after a verb gave its answer. */
import type { GateReport } from "../gates/evaluate.ts";
import { type ClosedGate, type GateName, isClosed } from "../gates/gate.ts";
import { canBypass } from "./bypassable.ts";
import type { Bypass } from "./decision.ts";
import type { Candidate, Facts } from "./facts.ts";
import { gatesOf } from "./gates.ts";

/** Only the verb's own check answers these: it has asked for approvals, and read what the image is excused for. */
const CHECKS_OWN: readonly GateName[] = ["approval", "exceptions"];

export const closedInGit = (gates: GateReport): readonly ClosedGate[] =>
  gates.filter(isClosed).filter(({ gate }) => !CHECKS_OWN.includes(gate));

/** @param given what the forge recorded as bypassed for this service; each counts for this candidate alone */
export function closedForCandidate(
  facts: Facts,
  candidate: Candidate,
  given: readonly Bypass[],
): readonly ClosedGate[] {
  const bypasses = given.map((bypass) => ({ ...bypass, releases: [candidate.release.id] }));
  const isPassed = ({ gate }: ClosedGate) =>
    bypasses.some((bypass) => bypass.gate === gate && canBypass(facts, candidate, bypass));
  return closedInGit(gatesOf(facts, candidate)).filter((closed) => !isPassed(closed));
}
