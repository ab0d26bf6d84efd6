import type { Condition, Deployment, ReplicaSet } from "../objects.ts";
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

export function seeDeployment(deployment: Deployment, replicaSets: readonly ReplicaSet[]): Workload {
  const { metadata, spec, status } = deployment;
  const releaseId = releaseIdOf(spec?.template);
  const verdict = judge(deployment);
  return {
    kind: "Deployment",
    name: metadata.name ?? "",
    template: spec?.template,
    releaseId,
    stableReleaseId: isAlone(deployment) ? releaseId : olderRelease(deployment, replicaSets),
    step: null,
    observedGeneration: status?.observedGeneration ?? 0,
    verdict,
  };
}

function judge(deployment: Deployment): Verdict {
  const { metadata, spec, status } = deployment;
  if (!isObserved(deployment)) return unseen("Deployment", status?.observedGeneration, metadata);
  const progress = conditionOf(deployment, "Progressing");
  if (progress?.reason === "ProgressDeadlineExceeded") {
    return degraded(progress.message ?? "pods did not become available in time");
  }
  const wanted = spec?.replicas ?? 1;
  const { updatedReplicas = 0, replicas = 0 } = status ?? {};
  if (replicas > updatedReplicas) {
    const paused = spec?.paused === true ? ", paused" : "";
    return running(
      `${updatedReplicas} of ${wanted} pods updated, ${replicas - updatedReplicas} old${paused}`,
    );
  }
  // All pods have this template, so all available pods have it.
  const pods = { wanted, available: status?.availableReplicas ?? 0 };
  const missing = shortage(pods);
  const failure = conditionOf(deployment, "ReplicaFailure");
  if (missing === undefined) return healthy(pods);
  return failure?.status === "True" && failure.message !== undefined
    ? { ...missing, message: `${missing.message}: ${failure.message}` }
    : missing;
}

function isObserved({ metadata, status }: Deployment): boolean {
  return metadata.generation !== undefined && status?.observedGeneration === metadata.generation;
}

function isAlone(deployment: Deployment): boolean {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = deployment.status ?? {};
  return isObserved(deployment) && replicas === updatedReplicas && availableReplicas > 0;
}

/** Release of the pods that are being replaced. */
function olderRelease({ metadata, spec }: Deployment, replicaSets: readonly ReplicaSet[]): string | null {
  const now = releaseIdOf(spec?.template);
  const serving = replicaSets.filter(
    (one) => isOwnedBy(one, metadata.uid) && (one.status?.availableReplicas ?? 0) > 0,
  );
  const older = serving.map((one) => releaseIdOf(one.spec?.template)).filter((id) => id !== now);
  return older[0] ?? null;
}

function conditionOf({ status }: Deployment, type: string): Condition | undefined {
  return status?.conditions?.find((one) => one.type === type);
}
