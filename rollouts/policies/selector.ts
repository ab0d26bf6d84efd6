import { z } from "zod";
import type { Manifest } from "../testing/render.ts";

/** Namespace of istiod: policies in it that select no workload hold for the whole mesh. */
export const rootNamespace = "istio-system";

/** Labels of the workloads that a policy is for (istio.type.v1beta1.WorkloadSelector); without one it is for the namespace. */
export const workloadSelector = z.strictObject({ matchLabels: z.record(z.string(), z.string()) });

export interface Workload {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** How narrowly a policy names the workload: narrower ones are looked at first where one overrides another. */
export type Scope = "workload" | "namespace" | "mesh";

/** Undefined where the policy is not for the workload. */
export function scopeFor(
  policy: Manifest,
  selector: z.output<typeof workloadSelector> | undefined,
  { namespace, labels }: Workload,
): Scope | undefined {
  const own = policy.metadata.namespace ?? "";
  const isRoot = own === rootNamespace;
  if (own !== namespace && !isRoot) return undefined;
  if (selector === undefined) return isRoot ? "mesh" : "namespace";
  const isSelected = Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value);
  return isSelected ? "workload" : undefined;
}
