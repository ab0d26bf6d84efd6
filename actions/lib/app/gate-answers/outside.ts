/** The gates that lie outside git, asked only about what would move otherwise: registries and services cost time. */
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
  /** Brings the image of a release that may move to where it is to run; asks nothing where it is there by itself. */
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

/** Asked where the image comes from, so that nothing is copied that may not run; of what is attested only where it is signed. */
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

/** The decision that may be acted on. `known`: answers that are there before anything outside git is asked. */
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

/** Of the exceptions git alone knows only that one is over; the image may not have needed it, and waits for the rest only. */
function mayMove(decision: Decision): Release | undefined {
  if (decision.kind === "promote") return decision.new;
  if (decision.kind !== "refuse" || decision.gate !== "exceptions") return undefined;
  const others = decision.gates.filter(isClosed).filter(({ gate }) => gate !== "exceptions");
  return others.some(({ final }) => final) ? undefined : decision.release;
}
