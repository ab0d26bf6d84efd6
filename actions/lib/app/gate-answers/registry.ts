/**
 * If two environments use different registries, a release's image is copied before anything pins it. A
 * failure closes this gate for that service only, and the next run tries again.
 */
import { UserError } from "../../domain/errors/user-error.ts";
import { closed, type GateResult, open } from "../../domain/gates/gate.ts";
import { copyParts, missingParts } from "../../io/cosign/copy.ts";
import { type PushedImage, referenceOf, repositoryOf } from "../../io/cosign/image.ts";
import type { Trust } from "../../io/cosign/trust.ts";
import { verifySignature } from "../../io/cosign/verify.ts";
import { makePair } from "../../io/oci/image-pair.ts";

export interface RegistryFacts {
  /** The image in the source registry, where it was verified. */
  readonly from: PushedImage;
  /** The same image in the target registry. */
  readonly to: PushedImage;
  /** The tag that is pinned next to the digest; absent: none is made. */
  readonly version?: string;
  readonly trust: Trust | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Only look. */
  readonly dryRun: boolean;
}

export async function registryGate(facts: RegistryFacts): Promise<GateResult> {
  const { from, to, trust } = facts;
  // A signature names the repository it was made for, without its host.
  if (trust !== undefined && repositoryOf(from) !== repositoryOf(to)) {
    return closed(
      "registry",
      `${referenceOf(to)}: signed as ${repositoryOf(from)}, so a copy of that name would be refused.\n  Give both registries the same path in environment.yaml; only the host may differ.`,
      { final: true },
    );
  }
  try {
    return await bring(facts);
  } catch (error) {
    if (error instanceof UserError) return closed("registry", error.message);
    throw error;
  }
}

async function bring({ from, to, version, trust, env, dryRun }: RegistryFacts): Promise<GateResult> {
  const there = open("registry", `the image is in ${to.registry}, with its signature and attestations`);
  const missing = await missingParts(from, to, env);
  if (missing.length > 0 && dryRun)
    return open("registry", `the image would be copied from ${from.registry} to ${to.registry}`);
  if (missing.length > 0) {
    await copyParts(from, to, missing, env);
    if (trust !== undefined) await verifySignature(to, trust, env);
  }
  const [host = ""] = to.registry.split("/", 1);
  const pair = { host, repository: repositoryOf(to), digest: to.digest };
  if (version !== undefined && !dryRun) await makePair({ ...pair, tag: version }, env);
  return there;
}
