/**
 * The gates outside git. They are evaluated only for releases that would otherwise be promoted, because
 * registries and services take time.
 */
import { type GateResult, isClosed, worstOf } from "../../domain/gates/gate.ts";
import { releaseImages } from "../../domain/images/further.ts";
import type { Decision } from "../../domain/promotions/decision.ts";
import { decide, type Facts } from "../../domain/promotions/planner.ts";
import type { Release } from "../../domain/releases/releases.ts";
import type { Trust } from "../../io/cosign/trust.ts";
import { customGate } from "./custom.ts";
import { recordedExceptionsGate } from "./exceptions.ts";
import { registryGate } from "./registry.ts";
import { signatureGate } from "./signature.ts";

export interface OutsideGates {
  ask(facts: Facts, release: Release): Promise<readonly GateResult[]>;
  /** Copies the image of a release to the target's registry; does nothing if both are the same. */
  bring(facts: Facts, release: Release): Promise<readonly GateResult[]>;
}

interface Outside {
  readonly trust: Trust | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Only look: nothing is copied. */
  readonly dryRun: boolean;
}

export function outsideGates(outside: Outside): OutsideGates {
  const { env } = outside;
  return {
    async ask(facts, release) {
      const { environment, service, policy } = facts;
      const [image, ...custom] = await Promise.all([
        aboutImage(facts, release, outside),
        ...policy.gates.custom.map((gate) => customGate({ gate, environment, service, release, env })),
      ]);
      return [...image, ...custom];
    },
    async bring({ policy, fromRegistry }, release) {
      if (fromRegistry === policy.registry) return [];
      const answers: GateResult[] = [];
      for (const image of releaseImages(release)) {
        const from = { registry: fromRegistry, ...image };
        const to = { ...from, registry: policy.registry };
        answers.push(await registryGate({ ...outside, from, to, version: release.version }));
      }
      return [worstOf(answers)];
    },
  };
}

/**
 * Evaluated in the source registry, so that a refused image is not copied; attestations are read only if the
 * image is signed.
 */
async function aboutImage(
  { fromRegistry: registry, service, exceptions, now }: Facts,
  release: Release,
  { trust, env }: Outside,
): Promise<readonly GateResult[]> {
  const target = { registry };
  const signature = await signatureGate({ target, release, trust, env });
  if (trust === undefined || isClosed(signature)) return [signature];
  const facts = { service, exceptions, now };
  return [signature, await recordedExceptionsGate({ facts, target, release, trust, env })];
}

/** The final decision. `known`: answers that exist before anything outside git is evaluated. */
export async function decideFinally(
  facts: Facts,
  outside: OutsideGates,
  known: readonly GateResult[] = [],
): Promise<Decision> {
  const decision = decide(facts, known);
  const release = mayMove(decision);
  if (release === undefined) return decision;
  const answers = [...known, ...(await outside.ask(facts, release))];
  const answered = decide(facts, answers);
  if (answered.kind !== "promote") return answered;
  return decide(facts, [...answers, ...(await outside.bring(facts, release))]);
}

/**
 * Git only knows that an exception has expired; the image may not have needed it, and then waits only for the
 * rest.
 */
function mayMove(decision: Decision): Release | undefined {
  if (decision.kind === "promote") return decision.new;
  if (decision.kind !== "refuse" || decision.gate !== "exceptions") return undefined;
  const others = decision.gates.filter(isClosed).filter(({ gate }) => gate !== "exceptions");
  return others.some(({ final }) => final) ? undefined : decision.release;
}
