import { z } from "zod";
import type { Manifest } from "../testing/render.ts";
import { scopeFor, type Workload, workloadSelector } from "./selector.ts";

/**
 * Whether a workload's proxy lets a request in, by AuthorizationPolicies (security.istio.io/v1), as the API describes it: a DENY
 * that matches refuses; without an ALLOW policy for the workload everything else is let in; with one, only what a rule of any
 * matches. A rule matches when one of its `from` AND one of its `to` do; an empty list of fields matches everything
 * (https://istio.io/latest/docs/reference/config/security/authorization-policy/).
 * It knows what this repository's policies use, and throws for anything else (CUSTOM, when, hosts, JWTs, addresses).
 */

const values = z.array(z.string()).min(1).optional();
const source = z.strictObject({
  serviceAccounts: values,
  principals: values,
  namespaces: values,
  notNamespaces: values,
});
const operation = z.strictObject({ ports: values, methods: values, paths: values, notPaths: values });
const rule = z.strictObject({
  from: z.array(z.strictObject({ source })).min(1).optional(),
  to: z.array(z.strictObject({ operation })).min(1).optional(),
});
export const authorizationSpec = z.strictObject({
  selector: workloadSelector.optional(),
  action: z.enum(["ALLOW", "DENY"]).default("ALLOW"),
  rules: z.array(rule).default([]),
});

/** Whom the certificate of a caller names. */
export interface Identity {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** gRPC asks by POST for `/package.Service/Method`. */
export interface Request {
  /** Of the pod, not of a Service before it. */
  readonly port: number;
  readonly method: string;
  /** Without its query. */
  readonly path: string;
}

/** `identity` is absent for plain text: nothing that names a caller matches then. */
export function isAuthorized(
  all: readonly Manifest[],
  identity: Identity | undefined,
  request: Request,
  workload: Workload,
): boolean {
  const policies = all
    .filter(({ kind }) => kind === "AuthorizationPolicy")
    .map((one) => ({ one, ...authorizationSpec.parse(one.spec ?? {}) }))
    .filter(({ one, selector }) => scopeFor(one, selector, workload) !== undefined);
  const isMatched = ({ one, rules }: (typeof policies)[number]) =>
    rules.some(
      ({ from, to }) =>
        (from?.some((each) => isFrom(each.source, identity, one.metadata.namespace ?? "")) ?? true) &&
        (to?.some((each) => isTo(each.operation, request)) ?? true),
    );
  if (policies.some((policy) => policy.action === "DENY" && isMatched(policy))) return false;
  const allowing = policies.filter(({ action }) => action === "ALLOW");
  return allowing.length === 0 || allowing.some(isMatched);
}

function isFrom(one: z.output<typeof source>, identity: Identity | undefined, own: string): boolean {
  const { serviceAccounts, principals, namespaces, notNamespaces } = one;
  const isNamed = [serviceAccounts, principals, namespaces, notNamespaces].some((list) => list !== undefined);
  if (identity === undefined) return !isNamed;
  const { namespace, serviceAccount } = identity;
  const principal = `cluster.local/ns/${namespace}/sa/${serviceAccount}`;
  const accounts = serviceAccounts?.map((account) => (account.includes("/") ? account : `${own}/${account}`));
  return (
    (accounts?.includes(`${namespace}/${serviceAccount}`) ?? true) &&
    matchesAny(principals, principal) &&
    matchesAny(namespaces, namespace) &&
    !(notNamespaces !== undefined && matchesAny(notNamespaces, namespace))
  );
}

function isTo({ ports, methods, paths, notPaths }: z.output<typeof operation>, request: Request): boolean {
  return (
    (ports?.includes(String(request.port)) ?? true) &&
    matchesAny(methods, request.method) &&
    matchesAny(paths, request.path) &&
    !(notPaths !== undefined && matchesAny(notPaths, request.path))
  );
}

/** Exactly, or by a beginning (`abc*`), an end (`*abc`) or anything at all (`*`). */
function matchesAny(patterns: readonly string[] | undefined, value: string): boolean {
  return (
    patterns?.some((pattern) => {
      if (pattern === "*") return value !== "";
      if (pattern.endsWith("*")) return value.startsWith(pattern.slice(0, -1));
      if (pattern.startsWith("*")) return value.endsWith(pattern.slice(1));
      return value === pattern;
    }) ?? true
  );
}
