/** The gates that lie outside git, asked only about what would move otherwise: registries and services cost time. */
import type { Trust } from "../cosign/trust.ts";
import { customGate } from "../gates/custom.ts";
import type { GateResult } from "../gates/gate.ts";
import { signatureGate } from "../gates/signature.ts";
import type { Decision, Promotion } from "./decision.ts";
import { decide, type Facts } from "./planner.ts";

export type OutsideGates = (facts: Facts, promotion: Promotion) => Promise<readonly GateResult[]>;

export function outsideGates(trust: Trust | undefined, env: NodeJS.ProcessEnv): OutsideGates {
  return async ({ environment, service, policy }, { new: release }) =>
    await Promise.all([
      signatureGate({ target: policy, release, trust, env }),
      ...policy.gates.custom.map((gate) => customGate({ gate, environment, service, release, env })),
    ]);
}

/** The decision that may be acted on. */
export async function decideFinally(facts: Facts, outside: OutsideGates): Promise<Decision> {
  const decision = decide(facts);
  return decision.kind === "promote" ? decide(facts, await outside(facts, decision)) : decision;
}
