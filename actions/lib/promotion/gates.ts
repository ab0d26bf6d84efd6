/** All gates that git answers, of one candidate. */
import { analysisGate } from "../gates/analysis.ts";
import { approvalGate } from "../gates/approval.ts";
import { exceptionsGate } from "../gates/exceptions.ts";
import { freezeGate } from "../gates/freeze.ts";
import { GATES, type GateName, type GateResult, isClosed } from "../gates/gate.ts";
import { healthGate } from "../gates/health.ts";
import { holdGate } from "../gates/hold.ts";
import { orderGate } from "../gates/order.ts";
import { originGate } from "../gates/origin.ts";
import { soakGate } from "../gates/soak.ts";
import { stopGate } from "../gates/stop.ts";
import type { Candidate, Facts } from "./facts.ts";

/** They tell whether a release is good; what the others say is the same for every release. */
const PROVING: readonly GateName[] = ["release", "order", "hold", "analysis", "health", "soak"];

export function proving(gates: readonly GateResult[]): readonly GateResult[] {
  return gates.filter(({ gate }) => PROVING.includes(gate));
}

/** Whether it is good by itself, without anybody's word. */
export function isProven(facts: Facts, candidate: Candidate): boolean {
  return !ofRelease(facts, candidate).some(isClosed);
}

/** In the order of {@link GATES}; `answers` are those that lie outside git, which know better than what git guesses. */
export function gatesOf(
  facts: Facts,
  candidate: Candidate,
  answers: readonly GateResult[] = [],
): readonly GateResult[] {
  const answered = new Set(answers.map(({ gate }) => gate));
  const known = [...ofRelease(facts, candidate), ...ofEnvironment(facts)];
  const results = [...known.filter(({ gate }) => !answered.has(gate)), ...answers];
  return results.sort((one, other) => GATES.indexOf(one.gate) - GATES.indexOf(other.gate));
}

function ofRelease(facts: Facts, candidate: Candidate): readonly GateResult[] {
  const { environment, from, before, current, reading, policy, now } = facts;
  const { release, past, descends, wasBefore, hold } = candidate;
  const health = { from, release, reading, past };
  const { version, hotfix } = release;
  const pinned = typeof current === "object" ? current : undefined;
  return [
    originGate({ version, hotfix, from, before, wasBefore }),
    orderGate({ environment, from, release, current: pinned, descends }),
    holdGate({ release, hold }),
    analysisGate(health),
    healthGate(health),
    soakGate({ from, version, soakSeconds: policy.gates.soakSeconds, ...healthyTime(facts, candidate), now }),
  ];
}

/** Of the release that is live by its own report, of one before by the history of reports; a report alone is a claim. */
function healthyTime({ reading }: Facts, { release, past, soakFloor }: Candidate) {
  if (past !== undefined) return { since: notBefore(past.from, soakFloor), to: past.to };
  const isHealthy =
    reading.fresh && reading.evidence.state === "healthy" && reading.evidence.releaseId === release.id;
  return { since: isHealthy ? notBefore(new Date(reading.evidence.since), soakFloor) : undefined };
}

function notBefore(claimed: Date, floor: Date | undefined): Date | undefined {
  if (floor === undefined) return undefined;
  return claimed > floor ? claimed : floor;
}

function ofEnvironment(facts: Facts): readonly GateResult[] {
  const { service, environment, policy, stop, exceptions, approvals, now } = facts;
  const { freezes, longestRolloutSeconds } = policy;
  return [
    stopGate({ environment, stop }),
    freezeGate({ freezes, longestRolloutSeconds, now }),
    exceptionsGate({ service, exceptions, now }),
    approvalGate({ wanted: policy.gates.approvals, approvals }),
  ];
}
