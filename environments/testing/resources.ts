import { z } from "zod";
import type { Manifest } from "../../rollouts/testing/render.ts";

/** What a quota counts: pods, cores and bytes. */
export type Resources = Readonly<
  Record<"pods" | "requests.cpu" | "requests.memory" | "limits.memory", number>
>;

const amounts = z.record(z.string(), z.string());
const workload = z.looseObject({
  replicas: z.int().default(1),
  template: z.looseObject({
    metadata: z.looseObject({ annotations: amounts.default({}) }),
    spec: z.looseObject({
      containers: z.array(
        z.looseObject({ resources: z.looseObject({ requests: amounts, limits: amounts }) }),
      ),
    }),
  }),
});
const autoscaler = z.looseObject({
  scaleTargetRef: z.looseObject({ name: z.string() }),
  maxReplicas: z.int(),
});

/** The most that a Rollout (a release and a canary of its size) or a Deployment asks for, the proxies of its pods included. */
export function resourcesOf(one: Manifest, all: readonly Manifest[]): readonly Resources[] {
  if (one.kind !== "Rollout" && one.kind !== "Deployment") return [];
  const { replicas, template } = workload.parse(one.spec);
  const most = all
    .filter(({ kind }) => kind === "HorizontalPodAutoscaler")
    .map(({ spec }) => autoscaler.parse(spec))
    .find(({ scaleTargetRef }) => scaleTargetRef.name === one.metadata.name)?.maxReplicas;
  const proxy = (key: string) => quantity(template.metadata.annotations[`sidecar.istio.io/${key}`] ?? "0");
  const sum = (of: "requests" | "limits", resource: string) =>
    template.spec.containers.reduce(
      (all, { resources }) => all + quantity(resources[of][resource] ?? "0"),
      0,
    );
  const pods = (most ?? replicas) * (one.kind === "Rollout" ? 2 : 1);
  return [
    {
      pods,
      "requests.cpu": pods * (sum("requests", "cpu") + proxy("proxyCPU")),
      "requests.memory": pods * (sum("requests", "memory") + proxy("proxyMemory")),
      "limits.memory": pods * (sum("limits", "memory") + proxy("proxyMemoryLimit")),
    },
  ];
}

export function plus(one: Resources, other: Resources): Resources {
  return {
    pods: one.pods + other.pods,
    "requests.cpu": one["requests.cpu"] + other["requests.cpu"],
    "requests.memory": one["requests.memory"] + other["requests.memory"],
    "limits.memory": one["limits.memory"] + other["limits.memory"],
  };
}

const units: Readonly<Record<string, number>> = { "": 1, m: 0.001, Mi: 2 ** 20, Gi: 2 ** 30 };

/** A Kubernetes quantity in cores or bytes; throws for a unit that is not used here. */
export function quantity(text: string): number {
  const [, number = "", unit = ""] = /^([0-9.]+)([A-Za-z]*)$/.exec(text) ?? [];
  const factor = units[unit];
  if (number === "" || factor === undefined)
    throw new Error(`no quantity that is used here: ${JSON.stringify(text)}`);
  return Number(number) * factor;
}
