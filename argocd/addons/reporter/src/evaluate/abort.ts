import type { Cause } from "@slipway/lib/domain/evidence/evidence.ts";
import { errorsIn, plainError } from "@slipway/lib/domain/evidence/measurements.ts";
import { type AnalysisRun, type MetricResult, POD_HASH_LABEL, type Rollout } from "./objects.ts";
import { condition } from "./rollout-status.ts";

export interface AbortedBy {
  readonly cause: Cause;
  readonly message: string;
}

/** The metric that only checks whether there was enough traffic. */
export const TRAFFIC_FLOOR = "traffic-floor";

/** The same, as counted by callers' proxies. */
export const MESH_TRAFFIC_FLOOR = "mesh-traffic-floor";

/** The metric that only checks whether the mesh routes the service's requests, so that weights are real shares. */
export const MESH_ROUTES = "mesh-routes";

/** These metrics say nothing about the release. */
const conditionsOfJudging: readonly string[] = [TRAFFIC_FLOOR, MESH_TRAFFIC_FLOOR, MESH_ROUTES];

const meanings: Readonly<Record<string, string>> = {
  [MESH_ROUTES]:
    "the mesh does not route the requests, so weights would not be shares: a caller has no sidecar, or another route is in force",
};

/**
 * Why Argo Rollouts aborted a canary. `failed`: the release was measured and bad, its pods did not become
 * available in time, or a person aborted it. `error`: it could not be measured.
 */
export function causeOfAbort(rollout: Rollout, analysisRuns: readonly AnalysisRun[]): AbortedBy {
  const progress = condition(rollout, "Progressing");
  const words = progress?.message ?? rollout.status?.message ?? "aborted";
  const judged = decisiveRuns(rollout, analysisRuns).map((run) => judgeRun(run, words));
  const decisive = judged.find(({ cause }) => cause === "failed") ?? judged[0];
  if (decisive !== undefined) return decisive;
  // The AnalysisRun may be deleted or not observed yet; Rollouts copies its message.
  if (
    /assessed Error due to/.test(words) ||
    conditionsOfJudging.some((name) => words.includes(`"${name}" assessed`))
  ) {
    return { cause: "error", message: words };
  }
  const isExplained = /: /.test(words) || progress?.reason === "ProgressDeadlineExceeded";
  const otherwise = "no analysis failed, so the progress deadline passed or a person aborted it";
  return { cause: "failed", message: isExplained ? words : `${words}: ${otherwise}` };
}

/** Failed runs of this Rollout for the aborted pod template; after a retry, those of the last attempt. */
function decisiveRuns(rollout: Rollout, runs: readonly AnalysisRun[]): readonly AnalysisRun[] {
  const { currentPodHash, canary } = rollout.status ?? {};
  const current = [
    canary?.currentStepAnalysisRunStatus?.name,
    canary?.currentBackgroundAnalysisRunStatus?.name,
  ];
  const bad = runs.filter(
    ({ metadata, status }) =>
      (status?.phase === "Failed" || status?.phase === "Error") &&
      metadata.labels?.[POD_HASH_LABEL] === currentPodHash &&
      metadata.ownerReferences?.some(({ uid }) => uid === rollout.metadata.uid) === true,
  );
  const named = bad.filter(({ metadata }) => current.includes(metadata.name));
  if (named.length > 0) return named;
  return bad.toSorted((one, other) => created(other) - created(one)).slice(0, 1);
}

function judgeRun(run: AnalysisRun, words: string): AbortedBy {
  const bad = (run.status?.metricResults ?? []).filter(
    ({ phase, dryRun }) => dryRun !== true && (phase === "Failed" || phase === "Error"),
  );
  if (bad.length === 0) return { cause: run.status?.phase === "Failed" ? "failed" : "error", message: words };
  const guilty = bad.filter(isMeasuredBad);
  const details = (guilty.length > 0 ? guilty : bad).map(metricWords).join("; ");
  return { cause: guilty.length > 0 ? "failed" : "error", message: `${run.metadata.name}: ${details}` };
}

/** A condition that is false for NaN and for no sample fails a metric without any measurement. */
function isMeasuredBad({ name, phase, measurements = [] }: MetricResult): boolean {
  if (phase !== "Failed" || conditionsOfJudging.includes(name)) return false;
  return measurements.some(
    (measurement) => measurement.phase === "Failed" && numberIn(measurement.value) !== undefined,
  );
}

/** Prometheus results are vectors, written `[0.2]`. */
function numberIn(value: string | undefined): number | undefined {
  const first = value
    ?.replace(/^\[|\]$/g, "")
    .split(",")[0]
    ?.trim();
  const text = first?.replace(/^([+-]?)Inf$/, "$1Infinity") ?? "";
  const number = text === "" ? Number.NaN : Number(text);
  return Number.isNaN(number) ? undefined : number;
}

function metricWords({ name, phase, message, measurements = [] }: MetricResult): string {
  if (phase === "Error") {
    const errors = errorsIn(measurements);
    const words = errors.length > 0 ? errors.join(", ") : plainError(message ?? "");
    return `${name} could not be measured${words === "" ? "" : `: ${words}`}`;
  }
  const value = measurements.findLast((measurement) => measurement.phase === phase)?.value;
  const measured = value === undefined ? "" : `, measured ${value}`;
  const meaning = Object.hasOwn(meanings, name) ? `: ${meanings[name]}` : "";
  return `${name} failed${message ? ` (${message})` : ""}${measured}${meaning}`;
}

function created({ metadata }: AnalysisRun): number {
  return new Date(metadata.creationTimestamp ?? 0).getTime();
}
