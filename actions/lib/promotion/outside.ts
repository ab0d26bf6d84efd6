/** The gates that lie outside git, asked only about what would move otherwise: registries and services cost time. */
import type { Trust } from "../cosign/trust.ts";
import { customGate } from "../gates/custom.ts";
import { recordedExceptionsGate } from "../gates/exceptions.ts";
import { type GateResult, isClosed } from "../gates/gate.ts";
import { signatureGate } from "../gates/signature.ts";
import type { Release } from "../releases/releases.ts";
import type { Decision } from "./decision.ts";
import { decide, type Facts } from "./planner.ts";

export type OutsideGates = (facts: Facts, release: Release) => Promise<readonly GateResult[]>;

export function outsideGates(trust: Trust | undefined, env: NodeJS.ProcessEnv): OutsideGates {
  return async (facts, release) => {
    const { environment, service, policy } = facts;
    const [image, ...custom] = await Promise.all([
      aboutImage(facts, release, trust, env),
      ...policy.gates.custom.map((gate) => customGate({ gate, environment, service, release, env })),
    ]);
    return [...image, ...custom];
  };
}

/** What is attested about an image is only asked of one that is signed. */
async function aboutImage(
  { policy: target, service, exceptions, now }: Facts,
  release: Release,
  trust: Trust | undefined,
  env: NodeJS.ProcessEnv,
): Promise<readonly GateResult[]> {
  const signature = await signatureGate({ target, release, trust, env });
  if (trust === undefined || isClosed(signature)) return [signature];
  const facts = { service, exceptions, now };
  return [signature, await recordedExceptionsGate({ facts, target, release, trust, env })];
}

/** The decision that may be acted on. */
export async function decideFinally(facts: Facts, outside: OutsideGates): Promise<Decision> {
  const decision = decide(facts);
  const release = mayMove(decision);
  return release === undefined ? decision : decide(facts, await outside(facts, release));
}

/** Of the exceptions git alone knows only that one is over; the image may not have needed it, and waits for the rest only. */
function mayMove(decision: Decision): Release | undefined {
  if (decision.kind === "promote") return decision.new;
  if (decision.kind !== "refuse" || decision.gate !== "exceptions") return undefined;
  const others = decision.gates.filter(isClosed).filter(({ gate }) => gate !== "exceptions");
  return others.some(({ final }) => final) ? undefined : decision.release;
}
