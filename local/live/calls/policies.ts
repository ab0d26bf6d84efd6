/**
 * The declared calls of an environment. The chart renders an AuthorizationPolicy from the `calls` of every
 * service.yaml, and each release contains its own, so the policies show the rules that are in force. Pure.
 */
import * as z from "zod";
import { accountOf, type End } from "./ends.ts";

const policySchema = z.object({
  metadata: z.object({ namespace: z.string() }),
  spec: z
    .object({
      action: z.string().default("ALLOW"),
      selector: z.object({ matchLabels: z.record(z.string(), z.string()).default({}) }).optional(),
      rules: z
        .array(
          z.object({
            from: z
              .array(
                z.object({
                  source: z.object({
                    serviceAccounts: z.array(z.string()).default([]),
                    principals: z.array(z.string()).default([]),
                  }),
                }),
              )
              .default([]),
          }),
        )
        .default([]),
    })
    .default({ action: "ALLOW", rules: [] }),
});

export interface DeclaredCall {
  /** The caller's account; the chart names it like the service. */
  readonly from: End;
  readonly to: End;
}

/** A rule without an account, such as one for a whole namespace, declares no calls. */
export function declaredCalls(policies: readonly unknown[]): readonly DeclaredCall[] {
  return policies.flatMap((policy) => {
    const { metadata, spec } = policySchema.parse(policy);
    const name = spec.selector?.matchLabels["app.kubernetes.io/name"];
    if (spec.action !== "ALLOW" || name === undefined) return [];
    const { namespace } = metadata;
    const sources = spec.rules.flatMap(({ from }) => from.map(({ source }) => source));
    return sources
      .flatMap(({ serviceAccounts, principals }) => [
        ...serviceAccounts.map((account) => accountIn(namespace, account)),
        ...principals.flatMap((principal) => accountOf(principal) ?? []),
      ])
      .map((from) => ({ from, to: { namespace, name } }));
  });
}

/** `<name>` of the policy's own namespace, or `<namespace>/<name>`. */
function accountIn(own: string, account: string): End {
  const [first = "", second] = account.split("/");
  return second === undefined ? { namespace: own, name: first } : { namespace: first, name: second };
}
