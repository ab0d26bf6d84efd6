/** Whether what would come back may run: it is signed as it had to be when it came. */
import { type Trust, trustOf } from "../../io/cosign/trust.ts";
import { signatureGate } from "../gate-answers/signature.ts";
import { hotfixTrustOf } from "../hotfixes/trust.ts";
import type { TargetGate } from "./plan.ts";

type Keys = Parameters<typeof trustOf>[0] & {
  /** PEM; what hotfixes are signed with. */
  readonly hotfixPublicKey: string | undefined;
};

export interface SignedTargets {
  readonly gate: TargetGate;
  /** False: no key and no identity is given, so the gate lets everything pass. */
  readonly isVerified: boolean;
}

/** Each image is verified once in a run. Throws `UserError` or `BadRequest` for invalid keys. */
export function signedTargets(keys: Keys, env: NodeJS.ProcessEnv): SignedTargets {
  const delivered = trustOf(keys);
  const hotfixed = hotfixTrustOf(delivered, keys.hotfixPublicKey);
  const known = new Map<string, ReturnType<TargetGate>>();
  const trustFor = ([{ environment }, { hotfix }]: Parameters<TargetGate>): Trust | undefined =>
    hotfix === undefined ? delivered : hotfixed(environment.hotfix, hotfix);
  const ask: TargetGate = async (order, release) => {
    const target = order.environment;
    const result = await signatureGate({ target, release, trust: trustFor([order, release]), env });
    if (result.open) return undefined;
    return { status: result.final ? "refused" : "waiting", reason: result.reason };
  };
  return {
    isVerified: delivered !== undefined,
    async gate(order, release) {
      const key = `${order.environment.name} ${release.id} ${release.source}`;
      const answer = known.get(key) ?? ask(order, release);
      known.set(key, answer);
      return await answer;
    },
  };
}
