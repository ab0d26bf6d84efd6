/** Objects as the controllers write them, for tests: a Rollout of `product` with four pods and two canary stages. */
import type {
  AnalysisRun,
  Application,
  CanaryStepSpec,
  MetricResult,
  ReplicaSet,
  Rollout,
  RolloutStatus,
} from "../objects.ts";

export const oldRelease = `sha256:${"a".repeat(64)}`;
export const newRelease = `sha256:${"b".repeat(64)}`;
export const digest = `sha256:${"d".repeat(64)}`;
export const revision = "c".repeat(40);
export const uid = "7d1f2a60-0000-4000-8000-000000000001";

/** Pod-template hashes as Argo Rollouts makes them. */
export const hashes: Readonly<Record<string, string>> = {
  [oldRelease]: "6fd5d8c7b9",
  [newRelease]: "79c4f5d686",
};

export const steps: readonly CanaryStepSpec[] = [
  { setWeight: 25 },
  { pause: { duration: "10s" } },
  { analysis: {} },
  { setWeight: 50 },
  { analysis: {} },
];

export function template(release: string | undefined, version: string) {
  return {
    metadata: { annotations: release === undefined ? {} : { "slipway.dev/release-id": release } },
    spec: {
      containers: [{ name: "product", image: `registry.example.com/shop/product:${version}@${digest}` }],
    },
  };
}

export function rollout(
  release: string | undefined,
  status: RolloutStatus,
  change: { readonly generation?: number; readonly replicas?: number } = {},
): Rollout {
  const { generation = 2, replicas = 4 } = change;
  return {
    metadata: { name: "product", namespace: "shop-dev", uid, generation },
    spec: { replicas, template: template(release, "0.1.1"), strategy: { canary: { steps } } },
    status: { observedGeneration: "2", ...status },
  };
}

/** The status of a Rollout on which `release` serves all traffic. */
export function settled(release: string, change: Partial<RolloutStatus> = {}): RolloutStatus {
  return {
    phase: "Healthy",
    currentPodHash: hashes[release] ?? "",
    stableRS: hashes[release] ?? "",
    currentStepIndex: steps.length,
    availableReplicas: 4,
    updatedReplicas: 4,
    conditions: [
      { type: "Healthy", status: "True", reason: "RolloutHealthy" },
      { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
      { type: "Completed", status: "True", reason: "RolloutCompleted" },
    ],
    ...change,
  };
}

/** The status while `newRelease` is a canary next to `oldRelease`. */
export function canary(change: Partial<RolloutStatus> = {}): RolloutStatus {
  return {
    phase: "Progressing",
    message: "more replicas need to be updated",
    currentPodHash: hashes[newRelease] ?? "",
    stableRS: hashes[oldRelease] ?? "",
    currentStepIndex: 0,
    availableReplicas: 4,
    updatedReplicas: 1,
    conditions: [
      { type: "Healthy", status: "False", reason: "RolloutHealthy" },
      { type: "Progressing", status: "True", reason: "ReplicaSetUpdated" },
    ],
    ...change,
  };
}

export function aborted(message: string, change: Partial<RolloutStatus> = {}): RolloutStatus {
  return canary({
    abort: true,
    phase: "Degraded",
    message: `RolloutAborted: ${message}`,
    updatedReplicas: 0,
    conditions: [{ type: "Progressing", status: "False", reason: "RolloutAborted", message }],
    ...change,
  });
}

export function replicaSet(release: string, availableReplicas: number, owner = uid): ReplicaSet {
  const hash = hashes[release] ?? "";
  return {
    metadata: {
      name: `product-${hash}`,
      labels: { "rollouts-pod-template-hash": hash },
      ownerReferences: [{ kind: "Rollout", name: "product", uid: owner }],
    },
    spec: { template: template(release, "0.1.1") },
    status: { availableReplicas },
  };
}

export function analysisRun(
  phase: string,
  metricResults: readonly MetricResult[],
  change: { readonly name?: string; readonly created?: string; readonly release?: string } = {},
): AnalysisRun {
  const { name = "product-79c4f5d686-2-2", created = "2026-01-01T12:00:10Z", release = newRelease } = change;
  return {
    metadata: {
      name,
      creationTimestamp: created,
      labels: { "rollouts-pod-template-hash": hashes[release] ?? "", "step-index": "2" },
      ownerReferences: [{ kind: "Rollout", name: "product", uid }],
    },
    status: { phase, metricResults },
  };
}

export function metric(name: string, phase: string, ...values: readonly string[]): MetricResult {
  const reason =
    phase === "Error" ? "consecutiveErrors (3) > consecutiveErrorLimit (2)" : "failed (1) > failureLimit (0)";
  return {
    name,
    phase,
    message: `Metric assessed ${phase} due to ${reason}`,
    measurements: values.map((value) =>
      phase === "Error" ? { phase, message: value } : { phase, value: `[${value}]` },
    ),
  };
}

export function application(
  status: string | undefined,
  change: Partial<NonNullable<Application["status"]>> = {},
): Application {
  return {
    metadata: { name: "dev-product", namespace: "argocd" },
    spec: { project: "shop-dev", syncPolicy: { automated: {} } },
    status: {
      ...(status === undefined ? {} : { sync: { status, revision } }),
      history: [{ revision: "e".repeat(40) }, { revision }],
      operationState: { phase: "Succeeded" },
      ...change,
    },
  };
}
