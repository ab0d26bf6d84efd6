import type { Manifest } from "@slipway/local/control-plane/client.ts";

/** An object to send to the API server; tests change it freely. */
export type Sent = Manifest & {
  readonly metadata: { readonly labels?: object; readonly annotations?: object };
  readonly spec: Record<string, unknown>;
};

export interface Pod {
  containers: Record<string, unknown>[];
  initContainers?: Record<string, unknown>[];
  securityContext?: Record<string, unknown>;
  restartPolicy?: string;
}

const image = `registry.example.com/shop/product:0.1.0@sha256:${"5f".repeat(32)}`;

/** A pod that every policy admits. */
export function goodPod(): Pod {
  const probe = { httpGet: { path: "/livez", port: 8080 } };
  return {
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "main",
        image,
        readinessProbe: probe,
        livenessProbe: probe,
        resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "64Mi" } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
      },
    ],
  };
}

const labels = { app: "planted" };
const template = (spec: Pod) => ({ metadata: { labels }, spec });
const selector = { matchLabels: labels };
const ending = (spec: Pod): Pod => ({ ...spec, restartPolicy: "Never" });

const specs: Readonly<Record<string, readonly [string, (pod: Pod) => Record<string, unknown>]>> = {
  Pod: ["v1", (pod) => ({ ...pod })],
  Deployment: ["apps/v1", (pod) => ({ replicas: 2, selector, template: template(pod) })],
  StatefulSet: [
    "apps/v1",
    (pod) => ({ replicas: 2, serviceName: "planted", selector, template: template(pod) }),
  ],
  DaemonSet: ["apps/v1", (pod) => ({ selector, template: template(pod) })],
  ReplicaSet: ["apps/v1", (pod) => ({ replicas: 2, selector, template: template(pod) })],
  Job: ["batch/v1", (pod) => ({ template: template(ending(pod)) })],
  CronJob: [
    "batch/v1",
    (pod) => ({ schedule: "0 3 * * *", jobTemplate: { spec: { template: template(ending(pod)) } } }),
  ],
  Rollout: [
    "argoproj.io/v1alpha1",
    (pod) => ({ replicas: 2, selector, strategy: { canary: {} }, template: template(pod) }),
  ],
};

/** Every kind that creates pods, and the pod itself. */
export const workloadKinds: readonly string[] = Object.keys(specs);

/** An object of this kind with this pod. */
export function workload(kind: string, pod: Pod, namespace = "shop-prod"): Sent {
  const [apiVersion = "", spec] = specs[kind] ?? [];
  if (spec === undefined) throw new Error(`${kind} makes no pods`);
  return { apiVersion, kind, metadata: { name: "planted", namespace }, spec: spec(pod) };
}

/** The pods that controllers create from these objects' templates. */
export function podsOf(objects: readonly Manifest[]): readonly Manifest[] {
  return objects.flatMap((object) => {
    const made = (object as Partial<Sent>).spec?.template as { metadata?: object; spec?: Pod } | undefined;
    if (made?.spec?.containers === undefined) return [];
    const { name = "", namespace = "" } = object.metadata ?? {};
    const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name, uid: "7d3f", controller: true };
    const metadata = { ...made.metadata, name: `${name}-made`, namespace, ownerReferences: [owner] };
    return [{ apiVersion: "v1", kind: "Pod", metadata, spec: made.spec } as Manifest];
  });
}
