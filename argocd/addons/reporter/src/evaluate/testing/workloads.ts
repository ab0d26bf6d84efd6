/** Deployments, StatefulSets and DaemonSets of `newRelease` as their controllers write them, all of it rolled out. */
import type { DaemonSet, Deployment, StatefulSet } from "../objects.ts";
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
      ...{ observedGeneration: 2, replicas: 4, updatedReplicas: 4, availableReplicas: 4 },
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
      ...{ observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 },
      ...{ currentRevision: "product-b", updateRevision: "product-b" },
      ...status,
    },
  };
}

export function daemonSet(status: DaemonSet["status"] = {}, name = "product"): DaemonSet {
  return {
    metadata: metadata(name),
    spec: { template: template(newRelease, "0.1.1") },
    status: {
      ...{ observedGeneration: 2, desiredNumberScheduled: 5 },
      ...{ updatedNumberScheduled: 5, numberAvailable: 5 },
      ...status,
    },
  };
}
