/** The last check before a pin: a missing or wrong signature fails only that service. */
import type { FailedPreparation, PreparedRelease } from "@slipway/lib/app/new-releases/prepare.ts";
import type { Context } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { releaseImages } from "@slipway/lib/domain/images/further.ts";
import { NOT_VERIFIED, type Trust } from "@slipway/lib/io/cosign/trust.ts";
import { verifySignature } from "@slipway/lib/io/cosign/verify.ts";
import { inParallel } from "@slipway/lib/io/exec/in-parallel.ts";

type PreparedReleases = readonly (PreparedRelease | FailedPreparation)[];

/** Verifies images in `registry`; a verified image is not verified again when planning is repeated. */
export type SignatureCheck = (registry: string, candidates: PreparedReleases) => Promise<PreparedReleases>;

const PARALLEL = 4;

export function signatureCheck(trust: Trust | undefined, { env, report }: Context): SignatureCheck {
  if (trust === undefined) {
    report.warning(`Images are ${NOT_VERIFIED}.`);
    return async (_registry, candidates) => candidates;
  }
  const verified = new Set<string>();
  const check = async (registry: string, candidate: PreparedRelease | FailedPreparation) => {
    if ("fault" in candidate) return candidate;
    const { service, release } = candidate;
    try {
      for (const image of releaseImages(release)) {
        const key = `${registry}/${image.name}@${image.digest} ${release.source}`;
        if (!verified.has(key)) await verifySignature({ registry, ...image }, trust, env, release.source);
        verified.add(key);
      }
      return candidate;
    } catch (fault) {
      if (fault instanceof UserError) return { service, fault };
      throw fault;
    }
  };
  return (registry, candidates) => inParallel(candidates, PARALLEL, (each) => check(registry, each));
}
