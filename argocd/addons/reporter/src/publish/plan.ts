import { type Evidence, evidenceFile, formatEvidence } from "@slipway/lib/domain/evidence/evidence.ts";
import type { Change, CommitPlan } from "@slipway/lib/io/git/git.ts";
import type { Observed } from "../observe.ts";

export interface EvidencePlan {
  readonly commit: CommitPlan;
  /** A change that affects a gate; other changes are text only and may wait. */
  readonly isUrgent: boolean;
  /** Events for which a verb may have work now. */
  readonly wakes: readonly WakeEvent[];
}

/**
 * `changed`: a release or a state differs. `verdict`: a release was judged or is no longer healthy, so a
 * promotion may open or close. `aborted`: a canary was aborted, or for another cause than reported.
 * `canaryEnded`: a canary ended, with any result, and a new release may have waited for that.
 */
export type WakeEvent = "changed" | "verdict" | "aborted" | "canaryEnded";

/**
 * One commit that updates the branch of `place` (`dev/main`) to the observed state; undefined when it is
 * current.
 */
export function planEvidence(
  place: string,
  published: Observed,
  observed: Observed,
): EvidencePlan | undefined {
  const services = [...new Set([...published.keys(), ...observed.keys()])].sort();
  const differences = services.flatMap((service) => {
    const difference = compare(service, published.get(service), observed.get(service));
    return difference === undefined ? [] : [difference];
  });
  if (differences.length === 0) return undefined;
  return {
    commit: {
      message: message(place, differences),
      changes: differences.map(({ change }) => change),
    },
    isUrgent: differences.some(({ weight }) => weight !== "words"),
    wakes: [...new Set(differences.flatMap(({ wakes }) => wakes))],
  };
}

interface Difference {
  readonly service: string;
  readonly change: Change;
  readonly weight: "state" | "progress" | "words";
  readonly wakes: readonly WakeEvent[];
  readonly now: string;
  readonly line: string;
}

function compare(
  service: string,
  before: Evidence | undefined,
  after: Evidence | undefined,
): Difference | undefined {
  const content = after === undefined ? null : formatEvidence(after);
  if (before !== undefined && content === formatEvidence(before)) return undefined;
  const now = after === undefined ? "gone" : after.state;
  const weight = weightOf(before, after);
  return {
    service,
    change: { path: evidenceFile(service), content },
    weight,
    wakes: wakesOf(before, after, weight),
    now,
    line: `${service}: ${before === undefined ? "new" : before.state} → ${now}${details(after)}`,
  };
}

function weightOf(before: Evidence | undefined, after: Evidence | undefined): Difference["weight"] {
  if (before === undefined || after === undefined) return "state";
  const state = (one: Evidence) => [one.releaseId, one.state, one.cause].join();
  if (state(before) !== state(after)) return "state";
  const words = { message: "", revision: null, observedGeneration: 0 };
  const isOnlyWords = formatEvidence({ ...before, ...words }) === formatEvidence({ ...after, ...words });
  return isOnlyWords ? "words" : "progress";
}

function wakesOf(
  before: Evidence | undefined,
  after: Evidence | undefined,
  weight: Difference["weight"],
): readonly WakeEvent[] {
  if (weight !== "state") return isCanary(before) && !isCanary(after) ? ["canaryEnded"] : [];
  return [
    "changed",
    ...(isStart(before, after) ? [] : (["verdict"] as const)),
    ...(after?.state === "aborted" ? (["aborted"] as const) : []),
    ...(isCanary(before) && !isCanary(after) ? (["canaryEnded"] as const) : []),
  ];
}

/**
 * A new release began to roll out. The push that pinned it has already evaluated every gate, and they were
 * closed because the release was not reported yet.
 */
function isStart(before: Evidence | undefined, after: Evidence | undefined): boolean {
  return after?.state === "running" && after.releaseId !== before?.releaseId;
}

function isCanary(evidence: Evidence | undefined): boolean {
  return evidence?.state === "running" && evidence.step !== null;
}

function details(evidence: Evidence | undefined): string {
  if (evidence === undefined) return "";
  const { version, releaseId, step, message } = evidence;
  const release = `${version ?? "?"} ${releaseId?.slice(0, 19) ?? "without a release id"}`;
  return ` (${release}${step === null ? "" : `, ${step.weight} %`}): ${message.replace(/\s+/g, " ")}`;
}

function message(place: string, differences: readonly Difference[]): string {
  const [first] = differences;
  const subject =
    differences.length === 1 && first !== undefined
      ? `${first.service} ${first.now}`
      : `${differences.length} services`;
  return [`evidence(${place}): ${subject}`, "", ...differences.map(({ line }) => line)].join("\n");
}
