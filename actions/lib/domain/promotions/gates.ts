/** All gates of one candidate: those that depend on git, and questions to other systems. */

import { analysisGate } from "../gates/analysis.ts";
import { approvalGate } from "../gates/approval.ts";
import { dependenciesGate } from "../gates/dependencies.ts";
import { evaluate, type GateReport, type OutsideQuestion } from "../gates/evaluate.ts";
import { exceptionsGate } from "../gates/exceptions.ts";
import { freezeGate } from "../gates/freeze.ts";
import { type GateName, type GateResult, isClosed, type ReportedGate } from "../gates/gate.ts";
import { healthGate } from "../gates/health.ts";
import { holdGate } from "../gates/hold.ts";
import { idleGate } from "../gates/idle.ts";
import { orderGate } from "../gates/order.ts";
import { originGate } from "../gates/origin.ts";
import { type SoakFacts, soakGate } from "../gates/soak.ts";
import { stopGate } from "../gates/stop.ts";
import { shortSha } from "../repository/short-sha.ts";
import type { Candidate, Facts } from "./facts.ts";

/** Gates about the release itself; the results of others are the same for every release. */
const PROVING: readonly GateName[] = ["release", "order", "hold", "analysis", "health", "soak"];

export function proving(gates: GateReport): readonly ReportedGate[] {
  return gates.filter(({ gate }) => PROVING.includes(gate));
}

/** Whether it is good by itself, without anybody's word. */
export function isProven(facts: Facts, candidate: Candidate): boolean {
  return !ofRelease(facts, candidate).some(isClosed);
}

/** `answers` are those that lie outside git, which know better than what git guesses. */
export function gatesOf(facts: Facts, candidate: Candidate, answers: readonly GateResult[] = []): GateReport {
  const known = [...ofRelease(facts, candidate), ...ofEnvironment(facts, candidate)];
  return evaluate({ known, outside: outsideOf(facts, candidate) }, answers);
}

const WHEN_PUSHED = "when the forge got the pin and its reports, whatever the dates of the commits are";

/** Asked by the run that promotes, of what would move otherwise. */
function outsideOf(
  { before, from, fromRegistry, policy }: Facts,
  { release }: Candidate,
): readonly OutsideQuestion[] {
  const source = shortSha(release.source);
  const image = `${release.image.name}@${release.image.digest.slice(0, 19)}`;
  return [
    ...(before === undefined
      ? [{ gate: "release", what: `whether the folder in ${from} is what ${source} renders` } as const]
      : []),
    { gate: "signature", what: `whether ${image} is signed and attested in ${fromRegistry}` },
    ...(fromRegistry === policy.registry
      ? []
      : [{ gate: "registry", what: `whether ${policy.registry} has ${image}` } as const]),
    ...(policy.gates.soakSeconds > 0 ? [{ gate: "soak", what: WHEN_PUSHED } as const] : []),
    ...policy.gates.custom.map(({ name }) => ({ gate: "custom", what: name }) as const),
  ];
}

function ofRelease(facts: Facts, candidate: Candidate): readonly GateResult[] {
  const { environment, from, before, current, reading } = facts;
  const { release, past, descends, wasBefore, hold, dependencies } = candidate;
  const health = { from, release, reading, past };
  const { version, hotfix } = release;
  const pinned = typeof current === "object" ? current : undefined;
  return [
    originGate({ version, hotfix, from, before, wasBefore }),
    orderGate({ environment, from, release, current: pinned, descends }),
    holdGate({ release, hold }),
    ...(dependencies.length === 0 ? [] : [dependenciesGate({ environment, dependencies })]),
    analysisGate(health),
    healthGate(health),
    soakGate(soakOf(facts, candidate)),
  ];
}

/** `floor`: the earliest moment from which it can have soaked; undefined where it is not known to have started. */
export function soakOf(facts: Facts, candidate: Candidate, floor = candidate.soakFloor?.at): SoakFacts {
  const { from, policy, now } = facts;
  const { version } = candidate.release;
  const { soakSeconds } = policy.gates;
  return { from, version, soakSeconds, ...healthyTime(facts, candidate, floor), now };
}

/** Of the release that is live by its own report, of one before by the history of reports; a report alone is a claim. */
function healthyTime({ reading }: Facts, { release, past }: Candidate, floor: Date | undefined) {
  if (past !== undefined) return { since: notBefore(past.from, floor), to: past.to };
  const isHealthy =
    reading.fresh && reading.evidence.state === "healthy" && reading.evidence.releaseId === release.id;
  return { since: isHealthy ? notBefore(new Date(reading.evidence.since), floor) : undefined };
}

function notBefore(claimed: Date, floor: Date | undefined): Date | undefined {
  if (floor === undefined) return undefined;
  return claimed > floor ? claimed : floor;
}

function ofEnvironment(facts: Facts, { release }: Candidate): readonly GateResult[] {
  const { service, environment, policy, stop, exceptions, approvals, now } = facts;
  const current = typeof facts.current === "object" ? facts.current : undefined;
  const { freezes, longestRolloutSeconds } = policy;
  return [
    stopGate({ environment, stop }),
    idleGate({ environment, release, current, reading: facts.targetReading }),
    freezeGate({ freezes, longestRolloutSeconds, now }),
    exceptionsGate({ service, exceptions, now }),
    approvalGate({ required: policy.gates.approvals, approvals }),
  ];
}
