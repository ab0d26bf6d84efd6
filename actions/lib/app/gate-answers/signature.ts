/** What would run in the target environment is signed by whom the platform trusts. */
import type { Environment } from "../../domain/environments/environments.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { closed, type GateResult, open } from "../../domain/gates/gate.ts";
import { releaseImages } from "../../domain/images/further.ts";
import type { Release } from "../../domain/releases/releases.ts";
import { NOT_VERIFIED, type Trust } from "../../io/cosign/trust.ts";
import { SignatureRefused, verifySignature } from "../../io/cosign/verify.ts";

export interface SignatureFacts {
  readonly target: Pick<Environment, "registry">;
  readonly release: Pick<Release, "image" | "images" | "source">;
  /** Undefined: nothing can be verified, and the caller was warned. */
  readonly trust: Trust | undefined;
  readonly env: NodeJS.ProcessEnv;
}

/** If a registry does not answer, the release waits, so that an outage closes no pull request. */
export async function signatureGate({ target, release, trust, env }: SignatureFacts): Promise<GateResult> {
  if (trust === undefined) return open("signature", NOT_VERIFIED);
  const { registry } = target;
  try {
    const images = releaseImages(release);
    for (const image of images) await verifySignature({ registry, ...image }, trust, env, release.source);
    return open(
      "signature",
      images.length === 1 ? "the image is signed" : `all ${images.length} images are signed`,
    );
  } catch (error) {
    if (error instanceof SignatureRefused) return closed("signature", error.message, { final: true });
    if (error instanceof UserError) return closed("signature", error.message);
    throw error;
  }
}
