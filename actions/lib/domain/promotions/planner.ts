/**
 * The decision about one service and one environment: pure, from what was read.
 *
 * The newest release that proved itself in the environment before is what moves, even when a newer one is on trial there:
 * else all-day pushes would keep anything from ever soaking long enough.
 */
import type { GateReport } from "../gates/evaluate.ts";
import { type ClosedGate, type GateResult, isClosed, type ReportedGate } from "../gates/gate.ts";
import { canBypass } from "./bypassable.ts";
import type { Bypass, Decision, Promotion } from "./decision.ts";
import type { Candidate, Facts } from "./facts.ts";
import { gatesOf, proving } from "./gates.ts";

export type { Candidate, Facts } from "./facts.ts";

/** It holds the merge; the pull request has to be open for people to approve it. */
const HOLDS_MERGE_ONLY = "approval";

interface Asked {
  readonly candidate: Candidate;
  readonly gates: GateReport;
}

/** `answers`: what lies outside git, asked about the release that `decide` promotes without them. */
export function decide(facts: Facts, answers: readonly GateResult[] = []): Decision {
  const { live } = facts;
  const early = withoutCandidate(facts);
  if (early !== undefined || typeof live !== "object") {
    return early ?? { kind: "nothing", reason: "nothing is pinned", gates: [] };
  }
  const pinned = typeof facts.current === "object" ? facts.current.id : undefined;
  const candidates = [live, ...facts.past.filter(({ release }) => release.id !== pinned)];
  const asked = candidates.map((candidate): Asked => ({ candidate, gates: gatesOf(facts, candidate) }));
  const proven = asked.find((each) => stopping(facts, each, proving(each.gates)).length === 0);
  const { candidate } = proven ?? { candidate: live };
  const subject: Asked = { candidate, gates: gatesOf(facts, candidate, answers) };
  const [first, ...others] = stopping(facts, subject, subject.gates);
  return first === undefined ? promotion(facts, subject) : closedDecision(facts, subject, [first, ...others]);
}

function withoutCandidate({
  service,
  environment,
  from,
  live,
  current,
  hasOverlay,
}: Facts): Decision | undefined {
  const refuse = (reason: string): Decision => ({ kind: "refuse", gate: "release", reason, gates: [] });
  if (typeof live === "string") return refuse(live);
  if (typeof current === "string") return refuse(current);
  if (live === undefined) return { kind: "nothing", reason: `${from} has no release of it`, gates: [] };
  if (live.release.id === current?.id) {
    return { kind: "nothing", reason: `${current.version} is there already`, gates: [] };
  }
  if (live.isOlder) {
    const reason = `${environment} has ${current?.version}, which is newer than ${live.release.version} in ${from}`;
    return { kind: "nothing", reason, gates: [] };
  }
  if (hasOverlay) return undefined;
  const file = `environments/${environment}/${service}/kustomization.yaml`;
  return refuse(`${file}: not there.\n  Add it, next to the one of the environment before.`);
}

/** The closed gates that keep the release out: none of them holds the merge only, none is bypassed. */
function stopping(facts: Facts, { candidate }: Asked, gates: readonly ReportedGate[]): readonly ClosedGate[] {
  return gates
    .filter(isClosed)
    .filter(({ gate }) => gate !== HOLDS_MERGE_ONLY)
    .filter(
      ({ gate }) => !facts.bypasses.some((each) => each.gate === gate && canBypass(facts, candidate, each)),
    );
}

function closedDecision(
  facts: Facts,
  { candidate, gates }: Asked,
  closedGates: readonly [ClosedGate, ...ClosedGate[]],
): Decision {
  const final = closedGates.find((each) => each.final);
  const { gate, reason, until } = final ?? closedGates[0];
  const { release } = candidate;
  const ended = hasFailed(facts, candidate) ? { ended: release.id } : {};
  if (final !== undefined) return { kind: "refuse", gate, reason, gates, release, ...ended };
  return { kind: "wait", gate, reason, gates, release, ...(until === undefined ? {} : { until }), ...ended };
}

/** Where it runs it is not well: what is open of it must not be merged. */
function hasFailed({ reading }: Facts, { release, past }: Candidate): boolean {
  if (!reading.fresh || past !== undefined) return false;
  const { releaseId, state } = reading.evidence;
  return releaseId === release.id && (state === "aborted" || state === "degraded");
}

function promotion(facts: Facts, { candidate, gates }: Asked): Promotion {
  const { environment, from, service, current } = facts;
  return {
    kind: "promote",
    environment,
    from,
    service,
    old: typeof current === "object" ? current : undefined,
    new: candidate.release,
    files: candidate.files,
    evidence: evidenceOf(facts, candidate),
    gates,
    bypasses: needed(facts, candidate, gates),
  };
}

function evidenceOf({ reading }: Facts, { past }: Candidate): Promotion["evidence"] {
  // Only a bypass gets here without evidence; the record reports it.
  if (!reading.fresh) return { commit: "none", since: "unknown" };
  return { commit: reading.commit, since: past?.from.toISOString() ?? reading.evidence.since };
}

/** A bypass of a gate that is open anyway is not worth recording. */
function needed(facts: Facts, candidate: Candidate, gates: GateReport): readonly Bypass[] {
  const shut = new Set(gates.filter(isClosed).map(({ gate }) => gate));
  return facts.bypasses.filter(
    (each) => shut.has(each.gate) && canBypass(facts, candidate, each) && shut.delete(each.gate),
  );
}
