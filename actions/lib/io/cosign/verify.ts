/** Verification, fail closed: what cannot be verified is refused, or an error that says why it could not be looked at. */
import * as z from "zod";
import { registry } from "../oci/registry.ts";
import { requireBuiltFrom } from "./built-from.ts";
import { type PushedImage, referenceOf, repositoryOf, withoutHost } from "./image.ts";
import { SignatureRefused } from "./refusal.ts";
import { type Answer, askCosign, lastError } from "./run.ts";
import { describeTrust, type Trust } from "./trust.ts";
import { verifyAttestation } from "./verify-attestation.ts";

export { type RefusalCause, SignatureRefused } from "./refusal.ts";

/** cosign's exit codes for "looked at, and refused"; all others mean that it could not look. */
const UNSIGNED = 10;
const NO_MATCH = 12;

/**
 * Resolves when `image` carries a signature by `trust`, and the attestations it demands, each made for this very
 * repository and digest; where provenance is demanded and `source` is given, for that commit.
 */
export async function verifySignature(
  image: PushedImage,
  trust: Trust,
  env: NodeJS.ProcessEnv,
  source?: string,
): Promise<void> {
  await requirePushed(image, env);
  const answer = await askCosign(["verify", "--output=json"], image, trust, env, ({ exitCode }) =>
    [UNSIGNED, NO_MATCH].includes(exitCode),
  );
  if (answer.exitCode !== 0) throw refusal(image, trust, answer);
  requireClaims(image, answer.stdout);
  for (const kind of trust.attestations ?? []) {
    const predicates = await verifyAttestation(image, kind, trust, env);
    if (kind === "provenance" && source !== undefined) requireBuiltFrom(image, source, predicates);
  }
}

/** cosign answers "no signatures" for what is not there at all; the remedy is another one. */
async function requirePushed(image: PushedImage, env: NodeJS.ProcessEnv): Promise<void> {
  const [host = ""] = image.registry.split("/", 1);
  const repository = repositoryOf(image);
  if ((await registry(host, { env }).manifest(repository, image.digest)) !== undefined) return;
  throw new SignatureRefused(
    "absent",
    `${referenceOf(image)}: the registry has no such image.\n  Push it again, or look for what deletes images there.`,
  );
}

function refusal(image: PushedImage, trust: Trust, { exitCode, stderr }: Answer): SignatureRefused {
  const reference = referenceOf(image);
  if (exitCode === UNSIGNED) {
    return new SignatureRefused(
      "unsigned",
      `${reference}: not signed.\n  Sign it where it was built (sign-image), or build it again there.`,
    );
  }
  if (/digest in claim/.test(stderr)) {
    return new SignatureRefused(
      "wrong image",
      `${reference}: the signature next to it was made for another image.\n  Find out who put it there; build the image again.`,
    );
  }
  if (trust.kind === "key") {
    return new SignatureRefused(
      "wrong key",
      `${reference}: signed, but not with ${describeTrust(trust)}, or changed since.\n  Compare the key with the one sign-image uses; build the image again.`,
    );
  }
  return new SignatureRefused(
    "wrong identity",
    `${reference}: signed, but not by ${trust.identity} as vouched for by ${trust.issuer}: ${lastError(stderr)}\n  Build it by that workflow on that ref, or correct the identity.`,
  );
}

const signatures = z
  .array(
    z.object({
      critical: z.object({
        identity: z.object({ "docker-reference": z.string() }),
        image: z.object({ "docker-manifest-digest": z.string() }),
      }),
    }),
  )
  .min(1);

/**
 * The signature says which repository it was made for, which cosign does not compare: a signed image of one service,
 * copied with its signature into another's repository, would else pass as that one's. The host is left out, because
 * a copy in another environment's registry keeps its signature.
 */
function requireClaims(image: PushedImage, stdout: string): void {
  const claims = signatures.parse(JSON.parse(stdout)).map(({ critical }) => ({
    repository: withoutHost(critical.identity["docker-reference"]),
    digest: critical.image["docker-manifest-digest"],
  }));
  const expected = repositoryOf(image);
  if (claims.some(({ repository, digest }) => repository === expected && digest === image.digest)) return;
  throw new SignatureRefused(
    "wrong image",
    `${referenceOf(image)}: signed as ${claims.map(({ repository }) => repository).join(", ")}, not as ${expected}.\n  Do not copy images between repositories; build this one again.`,
  );
}
