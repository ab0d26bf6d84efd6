import type { Labels } from "./requests.ts";

/** A workload; `namespace` is empty if unknown. */
export interface End {
  readonly namespace: string;
  readonly name: string;
}

/** A caller without a certificate and without data from its own proxy. */
export const nobody: End = { namespace: "", name: "unknown" };

const isKnown = (value: string): boolean => !["", "-", "unknown"].includes(value);

/** The account in a certificate, `spiffe://cluster.local/ns/<namespace>/sa/<name>`. */
export function accountOf(principal: string): End | undefined {
  const [, namespace, name] = /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

/**
 * The workload according to its own proxy or Istio's metadata exchange; otherwise its account, which the
 * chart names like the service.
 */
export function callerOf(labels: Labels): End {
  const { source_workload: name, source_workload_namespace: namespace } = labels;
  return isKnown(name) ? { namespace, name } : (accountOf(labels.source_principal) ?? nobody);
}

/** The workload; otherwise the service of the called host, without the suffix of a release in its rollout. */
export function calledIn(labels: Labels): End {
  const { destination_workload: workload, destination_workload_namespace: namespace } = labels;
  if (isKnown(workload)) return { namespace, name: workload };
  const host = /^([^.]+)\.([^.]+)\.svc\./.exec(labels.destination_service);
  if (host === null) return { namespace: "", name: labels.destination_service || "unknown" };
  return { namespace: host[2] ?? "", name: (host[1] ?? "").replace(/-(stable|canary|preview)$/, "") };
}

export const endKey = ({ namespace, name }: End): string => `${namespace}/${name}`;
