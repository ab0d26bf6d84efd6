// Bundled by actions/bundle.ts from the sources next to this folder. Do not edit.
import { createRequire as __createRequire } from "node:module";
const require = __createRequire(import.meta.url);
import {
  canBypass,
  gatesOf,
  proving
} from "./shared-7-verbs-53ea9a79.js";
import {
  isClosed
} from "./shared-10-verbs-724d16fa.js";
import {
  init_oldest_node
} from "./shared-on-demand-octokit-rest-on-demand-prom-client.js";

// actions/lib/domain/promotions/planner.ts
init_oldest_node();
var HOLDS_MERGE_ONLY = "approval";
function decide(facts, answers = []) {
  const { live } = facts;
  const early = withoutCandidate(facts);
  if (early !== void 0 || typeof live !== "object") {
    return early ?? { kind: "nothing", reason: "nothing is pinned", gates: [] };
  }
  const pinned = typeof facts.current === "object" ? facts.current.id : void 0;
  const candidates = [live, ...facts.past.filter(({ release }) => release.id !== pinned)];
  const asked = candidates.map((candidate2) => ({ candidate: candidate2, gates: gatesOf(facts, candidate2) }));
  const proven = asked.find((each) => stopping(facts, each, proving(each.gates)).length === 0);
  const { candidate } = proven ?? { candidate: live };
  const subject = { candidate, gates: gatesOf(facts, candidate, answers) };
  const [first, ...others] = stopping(facts, subject, subject.gates);
  return first === void 0 ? promotion(facts, subject) : closedDecision(facts, subject, [first, ...others]);
}
function withoutCandidate({
  service,
  environment,
  from,
  live,
  current,
  hasOverlay
}) {
  const refuse = (reason) => ({ kind: "refuse", gate: "release", reason, gates: [] });
  if (typeof live === "string") return refuse(live);
  if (typeof current === "string") return refuse(current);
  if (live === void 0) return { kind: "nothing", reason: `${from} has no release of it`, gates: [] };
  if (live.release.id === current?.id) {
    return { kind: "nothing", reason: `${current.version} is there already`, gates: [] };
  }
  if (live.isOlder) {
    const reason = `${environment} has ${current?.version}, which is newer than ${live.release.version} in ${from}`;
    return { kind: "nothing", reason, gates: [] };
  }
  if (hasOverlay) return void 0;
  const file = `environments/${environment}/${service}/kustomization.yaml`;
  return refuse(`${file}: not there.
  Add it, next to the one of the environment before.`);
}
function stopping(facts, { candidate }, gates) {
  return gates.filter(isClosed).filter(({ gate }) => gate !== HOLDS_MERGE_ONLY).filter(
    ({ gate }) => !facts.bypasses.some((each) => each.gate === gate && canBypass(facts, candidate, each))
  );
}
function closedDecision(facts, { candidate, gates }, closedGates) {
  const final = closedGates.find((each) => each.final);
  const { gate, reason, until } = final ?? closedGates[0];
  const { release } = candidate;
  const ended = hasFailed(facts, candidate) ? { ended: release.id } : {};
  if (final !== void 0) return { kind: "refuse", gate, reason, gates, release, ...ended };
  return { kind: "wait", gate, reason, gates, release, ...until === void 0 ? {} : { until }, ...ended };
}
function hasFailed({ reading }, { release, past }) {
  if (!reading.fresh || past !== void 0) return false;
  const { releaseId, state } = reading.evidence;
  return releaseId === release.id && (state === "aborted" || state === "degraded");
}
function promotion(facts, { candidate, gates }) {
  const { environment, from, service, current } = facts;
  return {
    kind: "promote",
    environment,
    from,
    service,
    old: typeof current === "object" ? current : void 0,
    new: candidate.release,
    files: candidate.files,
    evidence: evidenceOf(facts, candidate),
    gates,
    bypasses: needed(facts, candidate, gates)
  };
}
function evidenceOf({ reading }, { past }) {
  if (!reading.fresh) return { commit: "none", since: "unknown" };
  return { commit: reading.commit, since: past?.from.toISOString() ?? reading.evidence.since };
}
function needed(facts, candidate, gates) {
  const shut = new Set(gates.filter(isClosed).map(({ gate }) => gate));
  return facts.bypasses.filter(
    (each) => shut.has(each.gate) && canBypass(facts, candidate, each) && shut.delete(each.gate)
  );
}

export {
  decide
};
