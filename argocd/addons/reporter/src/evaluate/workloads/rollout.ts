import { type AbortedBy, causeOfAbort } from "../abort.ts";
import { type AnalysisRun, POD_HASH_LABEL, type ReplicaSet, type Rollout } from "../objects.ts";
import { canaryStep, condition, isObserved } from "../rollout-status.ts";
import {
  degraded,
  healthy,
  isOwnedBy,
  releaseIdOf,
  running,
  shortage,
  unseen,
  type Verdict,
  type Workload,
} from "./workload.ts";

/** Objects of the namespace's Rollouts; those of other Rollouts are ignored here. */
export interface RolloutParts {
  readonly replicaSets: readonly ReplicaSet[];
  readonly analysisRuns: readonly AnalysisRun[];
}

export function seeRollout(rollout: Rollout, parts: RolloutParts): Workload {
  const template = rollout.spec?.template;
  const releaseId = releaseIdOf(template);
  const stable = stableReplicaSet(rollout, parts);
  return {
    kind: "Rollout",
    name: rollout.metadata.name ?? "",
    template,
    releaseId,
    stableReleaseId: releaseIdOf(stable?.spec?.template),
    step: canaryStep(rollout),
    observedGeneration: Number(rollout.status?.observedGeneration ?? 0) || 0,
    verdict: judge(rollout, parts, releaseId, stable),
  };
}

/** The first matching rule decides; healthy only if none matches. */
function judge(
  rollout: Rollout,
  parts: RolloutParts,
  release: string | null,
  stable: ReplicaSet | undefined,
): Verdict {
  if (!isObserved(rollout)) return unseen("Rollouts", rollout.status?.observedGeneration, rollout.metadata);
  return (
    faultOf(rollout, parts.analysisRuns) ??
    canaryVerdict(rollout) ??
    availability(rollout, release, stable) ??
    healthy({ wanted: desiredReplicas(rollout), available: rollout.status?.availableReplicas ?? 0 })
  );
}

function faultOf(rollout: Rollout, analysisRuns: readonly AnalysisRun[]): Verdict | undefined {
  const status = rollout.status ?? {};
  // A revert clears the abort one reconciliation after the stable template is restored.
  if (status.abort === true && !isPromoted(rollout)) {
    const by: AbortedBy = causeOfAbort(rollout, analysisRuns);
    return { state: "aborted", cause: by.cause, message: by.message };
  }
  const invalid = condition(rollout, "InvalidSpec");
  if (invalid !== undefined) return degraded(`invalid spec: ${invalid.message ?? ""}`);
  if (status.phase === "Degraded") return degraded(status.message ?? "degraded");
  return undefined;
}

function canaryVerdict(rollout: Rollout): Verdict | undefined {
  if (isPromoted(rollout)) return undefined;
  const step = canaryStep(rollout);
  const where =
    step === null ? "first pods" : `canary at ${step.weight} %, step ${step.index} of ${step.count}`;
  const status = rollout.status;
  return running(
    [where, status?.phase === "Paused" ? "paused" : "", status?.message ?? ""].filter(Boolean).join(": "),
  );
}

/**
 * Argo Rollouts reports a first deployment as completed before any pod is available, and its counts are from
 * its last reconciliation; so the ReplicaSet of the stable pods must agree with the Rollout.
 */
function availability(
  rollout: Rollout,
  release: string | null,
  stable: ReplicaSet | undefined,
): Verdict | undefined {
  const { availableReplicas = 0, updatedReplicas = 0, phase, message } = rollout.status ?? {};
  const available = Math.min(availableReplicas, updatedReplicas, stable?.status?.availableReplicas ?? 0);
  const missing = shortage({ wanted: desiredReplicas(rollout), available });
  if (missing !== undefined) return missing;
  if (releaseIdOf(stable?.spec?.template) !== release) return running("the stable pods run another release");
  if (phase !== "Healthy") return running(message || `Rollout phase is ${phase ?? "unknown"}`);
  return undefined;
}

function isPromoted({ status }: Rollout): boolean {
  return (
    status?.stableRS !== undefined && status.stableRS !== "" && status.stableRS === status.currentPodHash
  );
}

function desiredReplicas(rollout: Rollout): number {
  return rollout.spec?.replicas ?? 1;
}

function stableReplicaSet(rollout: Rollout, { replicaSets }: RolloutParts): ReplicaSet | undefined {
  const hash = rollout.status?.stableRS;
  if (!hash) return undefined;
  return replicaSets.find(
    (one) => one.metadata?.labels?.[POD_HASH_LABEL] === hash && isOwnedBy(one, rollout.metadata.uid),
  );
}
