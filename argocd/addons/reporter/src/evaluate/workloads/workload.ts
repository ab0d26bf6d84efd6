import type { CanaryStep, Cause, State } from "@slipway/lib/domain/evidence/evidence.ts";
import { RELEASE_ID_ANNOTATION } from "@slipway/lib/domain/releases/release.ts";
import type { Metadata, PodTemplate, ReplicaSet } from "../objects.ts";

/** The state of one object that runs pods, before its service's other workloads and Argo CD are considered. */
export interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly template: PodTemplate | undefined;
  readonly releaseId: string | null;
  /** Release of the pods that serve without a canary. */
  readonly stableReleaseId: string | null;
  readonly step: CanaryStep | null;
  readonly observedGeneration: number;
  readonly verdict: Verdict;
}

export interface Verdict {
  /** `short`: fewer pods are available than requested; the past decides whether this is a start or a loss. */
  readonly state: State | "short";
  readonly cause?: Cause;
  readonly message: string;
  readonly pods?: Pods;
}

export interface Pods {
  readonly wanted: number;
  readonly available: number;
}

export function running(message: string): Verdict {
  return { state: "running", message };
}

export function degraded(message: string): Verdict {
  return { state: "degraded", message };
}

/** Undefined when no pod is missing. */
export function shortage(
  pods: Pods,
  nothingWanted = "scaled to 0 pods: nothing serves",
): Verdict | undefined {
  if (pods.wanted === 0) return { state: "short", message: nothingWanted };
  if (pods.available < pods.wanted) return { state: "short", message: podWords(pods), pods };
  return undefined;
}

export function healthy(pods: Pods): Verdict {
  return { state: "healthy", message: podWords(pods), pods };
}

export function podWords({ wanted, available }: Pods): string {
  return `${available} of ${wanted} pods available`;
}

export const withoutRelease = {
  state: "running" as const,
  message: `the pod template has no annotation ${RELEASE_ID_ANNOTATION} with a release id`,
};

export function unseen(controller: string, seen: number | string | undefined, metadata: Metadata): Verdict {
  return running(
    `the ${controller} controller has seen generation ${seen || "none"}, not yet ${metadata.generation ?? "?"}`,
  );
}

const RELEASE_ID = /^sha256:[0-9a-f]{64}$/;

export function releaseIdOf(template: PodTemplate | undefined): string | null {
  const id = template?.metadata?.annotations?.[RELEASE_ID_ANNOTATION];
  return id !== undefined && RELEASE_ID.test(id) ? id : null;
}

export function isOwnedBy({ metadata }: Pick<ReplicaSet, "metadata">, uid: string | undefined): boolean {
  return metadata?.ownerReferences?.some((owner) => owner.uid === uid) === true;
}
