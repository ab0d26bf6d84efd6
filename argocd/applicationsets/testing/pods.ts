/** Says of pods that they are there, which no node does here. */
import type { Api, Stored } from "./api.ts";

export interface ReplicaSet extends Stored {
  readonly metadata: Stored["metadata"] & { readonly generation: number };
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
  readonly status: { readonly replicas?: number; readonly readyReplicas?: number };
}

export const replicaSetsOf = (namespace: string) => `/apis/apps/v1/namespaces/${namespace}/replicasets`;

export const imageOf = ({ spec }: { readonly spec: Pick<ReplicaSet["spec"], "template"> }): string =>
  spec.template.spec.containers[0]?.image ?? "";

/** Pods of `isSick` images start and never get ready; all others are at once. */
export async function startPods(
  api: Api,
  namespace: string,
  isSick: (image: string) => boolean = () => false,
): Promise<Disposable> {
  const answer = async (set: ReplicaSet) => {
    const { name, generation } = set.metadata;
    const count = set.spec.replicas;
    const ready = isSick(imageOf(set)) ? 0 : count;
    if ((set.status.replicas ?? 0) === count && (set.status.readyReplicas ?? 0) === ready) return;
    const status = { replicas: count, readyReplicas: ready, availableReplicas: ready };
    const path = `${replicaSetsOf(namespace)}/${name}/status`;
    await api.merge(path, { status: { ...status, observedGeneration: generation } }).catch((error: Error) => {
      // It was deleted in the meantime, so its pods are not needed.
      if (!error.message.includes("answers 404")) throw error;
    });
  };
  const watch = await api.watch<ReplicaSet>(replicaSetsOf(namespace), ({ type, object }) => {
    if (type !== "DELETED") void answer(object);
  });
  for (const set of await api.list<ReplicaSet>(replicaSetsOf(namespace))) await answer(set);
  return watch;
}
