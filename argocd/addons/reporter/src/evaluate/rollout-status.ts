import type { CanaryStep } from "@slipway/lib/domain/evidence/evidence.ts";
import type { CanaryStepSpec, Rollout } from "./objects.ts";

/** Whether the status belongs to the current spec. Argo Rollouts stores the number as text. */
export function isObserved({ metadata, status }: Rollout): boolean {
  return metadata.generation !== undefined && status?.observedGeneration === String(metadata.generation);
}

export function condition(rollout: Rollout, type: string) {
  return rollout.status?.conditions?.find((one) => one.type === type);
}

/** The step of the running canary; null if none runs: before the first release, after promotion, after an abort. */
export function canaryStep(rollout: Rollout): CanaryStep | null {
  const { status } = rollout;
  const steps = rollout.spec?.strategy?.canary?.steps ?? [];
  const isCanary = status?.stableRS && status.currentPodHash && status.stableRS !== status.currentPodHash;
  if (!isCanary || !isObserved(rollout) || status.abort === true || steps.length === 0) return null;
  const index = Math.min(status.currentStepIndex ?? 0, steps.length);
  return {
    index,
    count: steps.length,
    weight: status.canary?.weights?.canary?.weight ?? setWeight(steps, index),
  };
}

/** Without a mesh no weight is recorded: it is that of the last step that set one. */
function setWeight(steps: readonly CanaryStepSpec[], index: number): number {
  if (index >= steps.length) return 100;
  return steps.slice(0, index + 1).findLast((step) => step.setWeight !== undefined)?.setWeight ?? 0;
}
