import { z } from "zod";
import type { Manifest } from "../testing/render.ts";
import type { Caller } from "./may-call.ts";

const workload = z.looseObject({
  template: z.looseObject({
    metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
    spec: z.looseObject({ serviceAccountName: z.string().default("default") }),
  }),
});

/** Pods of all Rollouts and Deployments, by name; with a certificate where the namespace's pods get a proxy. */
export function podsOf(all: readonly Manifest[], address: string): ReadonlyMap<string, Caller> {
  const namespaces = new Map(
    all
      .filter(({ kind }) => kind === "Namespace")
      .map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
  );
  return new Map(
    all
      .filter(({ kind }) => kind === "Rollout" || kind === "Deployment")
      .map(({ metadata, spec }) => {
        const { template } = workload.parse(spec);
        const namespace = metadata.namespace ?? "";
        const labels = namespaces.get(namespace) ?? {};
        const identity = { namespace, serviceAccount: template.spec.serviceAccountName };
        const pod: Caller = {
          address,
          namespace,
          labels: template.metadata.labels,
          namespaceLabels: { "kubernetes.io/metadata.name": namespace, ...labels },
          identity: labels["istio-injection"] === "enabled" ? identity : undefined,
        };
        return [metadata.name, pod];
      }),
  );
}
