/** The exceptions gate by the scan that is attested next to the image. */
import type { Environment } from "../../domain/environments/environments.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { type ExceptionFacts, exceptionsGate } from "../../domain/gates/exceptions.ts";
import { closed, type GateResult, worstOf } from "../../domain/gates/gate.ts";
import { releaseImages } from "../../domain/images/further.ts";
import type { Release } from "../../domain/releases/releases.ts";
import { attestedScan } from "../../io/cosign/scan-attestation.ts";
import type { Trust } from "../../io/cosign/trust.ts";

export interface RecordedFacts {
  readonly facts: Omit<ExceptionFacts, "recorded">;
  readonly target: Pick<Environment, "registry">;
  readonly release: Pick<Release, "image" | "images">;
  readonly trust: Trust;
  readonly env: NodeJS.ProcessEnv;
}

/** Uses the scan record of the image; an unreadable record closes the gate. */
export async function recordedExceptionsGate(asked: RecordedFacts): Promise<GateResult> {
  const { facts, target, release, trust, env } = asked;
  try {
    const answers: GateResult[] = [];
    for (const image of releaseImages(release)) {
      const record = await attestedScan({ registry: target.registry, ...image }, trust, env);
      answers.push(exceptionsGate({ ...facts, recorded: record?.excused }));
    }
    return worstOf(answers);
  } catch (error) {
    if (error instanceof UserError) return closed("exceptions", error.message);
    throw error;
  }
}
