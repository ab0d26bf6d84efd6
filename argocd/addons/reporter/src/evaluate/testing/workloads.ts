/**
 * Deployments, StatefulSets and DaemonSets of `newRelease` as their controllers write them, completely rolled
 * out.
 */
import type { CronJob, DaemonSet, Deployment, Job, StatefulSet } from "../objects.ts";
import { newRelease, template, uid } from "./objects.ts";

const metadata = (name: string) => ({ name, namespace: "shop-dev", uid, generation: 2 });

export function deployment(
  status: Deployment["status"] = {},
  spec: Deployment["spec"] = {},
  name = "product",
): Deployment {
  return {
    metadata: metadata(name),
    spec: { replicas: 4, template: template(newRelease, "0.1.1"), ...spec },
    status: {
      observedGeneration: 2,
      replicas: 4,
      updatedReplicas: 4,
      availableReplicas: 4,
      ...status,
    },
  };
}

export function statefulSet(
  status: StatefulSet["status"] = {},
  spec: StatefulSet["spec"] = {},
  name = "product",
): StatefulSet {
  return {
    metadata: metadata(name),
    spec: { replicas: 3, template: template(newRelease, "0.1.1"), ...spec },
    status: {
      observedGeneration: 2,
      replicas: 3,
      updatedReplicas: 3,
      availableReplicas: 3,
      currentRevision: "product-b",
      updateRevision: "product-b",
      ...status,
    },
  };
}

export function daemonSet(status: DaemonSet["status"] = {}, name = "product"): DaemonSet {
  return {
    metadata: metadata(name),
    spec: { template: template(newRelease, "0.1.1") },
    status: {
      observedGeneration: 2,
      desiredNumberScheduled: 5,
      updatedNumberScheduled: 5,
      numberAvailable: 5,
      ...status,
    },
  };
}

export function cronJob(spec: CronJob["spec"] = {}): CronJob {
  const jobTemplate = { spec: { template: template(newRelease, "0.1.1") } };
  return { metadata: metadata("product"), spec: { jobTemplate, ...spec } };
}

/** `ended`: its result; `minute`: when it began. */
export function job(
  ended: "Complete" | "Failed" | undefined,
  release: string = newRelease,
  minute = 1,
  more: Job["metadata"] = { ownerReferences: [{ kind: "CronJob", name: "product", uid }] },
): Job {
  return {
    metadata: {
      name: `product-${minute}`,
      namespace: "shop-dev",
      uid: `job-${minute}`,
      generation: 2,
      creationTimestamp: `2026-01-01T11:0${minute}:00Z`,
      ...more,
    },
    spec: { template: template(release, "0.1.1") },
    status: {
      conditions: ended === undefined ? [] : [{ type: ended, status: "True", message: "backoff limit" }],
    },
  };
}
