import { BlockList } from "node:net";
import { z } from "zod";
import type { Manifest } from "../testing/render.ts";

/**
 * Who gets through to whom by NetworkPolicies (networking.k8s.io/v1), as the API describes it: a connection needs the egress of
 * the one side and the ingress of the other (https://kubernetes.io/docs/concepts/services-networking/network-policies/). It knows
 * what this repository's policies use, and throws for anything else.
 */

const selector = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(
      z.strictObject({
        key: z.string(),
        operator: z.enum(["In", "Exists"]),
        values: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});
const peer = z.strictObject({
  podSelector: selector.optional(),
  namespaceSelector: selector.optional(),
  ipBlock: z.strictObject({ cidr: z.string() }).optional(),
});
const port = z.strictObject({ protocol: z.enum(["TCP", "UDP"]), port: z.int() });
const rule = z.strictObject({
  from: z.array(peer).min(1).optional(),
  to: z.array(peer).min(1).optional(),
  ports: z.array(port).min(1).optional(),
});
const spec = z.strictObject({
  podSelector: selector,
  policyTypes: z.array(z.enum(["Ingress", "Egress"])),
  ingress: z.array(rule).default([]),
  egress: z.array(rule).default([]),
});

type Selector = z.output<typeof selector>;
type Labels = Readonly<Record<string, string>>;

/** A pod; or, without its own labels and of a namespace, a machine. */
export interface Endpoint {
  readonly address: string;
  readonly labels?: Labels;
  readonly namespace?: string;
  readonly namespaceLabels?: Labels;
}

interface Policy extends z.output<typeof spec> {
  readonly namespace: string;
}

export function policiesIn(all: readonly Manifest[]): readonly Policy[] {
  return all
    .filter(({ kind }) => kind === "NetworkPolicy")
    .map((one) => ({ ...spec.parse(one.spec), namespace: one.metadata.namespace ?? "" }));
}

export function reaches(
  policies: readonly Policy[],
  from: Endpoint,
  to: Endpoint,
  at: number,
  protocol: "TCP" | "UDP" = "TCP",
): boolean {
  const side = (type: "Ingress" | "Egress", own: Endpoint, other: Endpoint) => {
    const selecting = policies.filter((one) => selects(one, own) && one.policyTypes.includes(type));
    if (selecting.length === 0) return true;
    return selecting.some((policy) =>
      policy[type === "Ingress" ? "ingress" : "egress"].some((one) => {
        const peers = one.from ?? one.to;
        const isPort = one.ports?.some((two) => two.port === at && two.protocol === protocol) ?? true;
        return isPort && (peers?.some((two) => isPeer(two, policy.namespace, other)) ?? true);
      }),
    );
  };
  return side("Egress", from, to) && side("Ingress", to, from);
}

function selects(policy: Policy, { labels, namespace }: Endpoint): boolean {
  return labels !== undefined && namespace === policy.namespace && matches(policy.podSelector, labels);
}

function isPeer(one: z.output<typeof peer>, own: string, other: Endpoint): boolean {
  if (one.ipBlock !== undefined) return isWithin(one.ipBlock.cidr, other.address);
  if (other.labels === undefined) return false;
  const isNamespace =
    one.namespaceSelector === undefined
      ? other.namespace === own
      : matches(one.namespaceSelector, other.namespaceLabels ?? {});
  return isNamespace && (one.podSelector === undefined || matches(one.podSelector, other.labels));
}

function matches({ matchLabels, matchExpressions }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) =>
      operator === "Exists" ? key in labels : values.includes(labels[key] ?? ""),
    )
  );
}

function isWithin(cidr: string, address: string): boolean {
  const [network = "", bits] = cidr.split("/");
  const block = new BlockList();
  block.addSubnet(network, Number(bits));
  return block.check(address);
}
