import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { saysTheSame } from "@slipway/lib/domain/vulnerabilities/scan-record.ts";
import type { AttestationKind } from "@slipway/lib/io/cosign/attestations.ts";
import { builtFrom } from "@slipway/lib/io/cosign/built-from.ts";
import { type PushedImage, referenceOf } from "@slipway/lib/io/cosign/image.ts";
import { attestedScan } from "@slipway/lib/io/cosign/scan-attestation.ts";
import { type Signer, signerFrom } from "@slipway/lib/io/cosign/sign.ts";
import { describeTrust } from "@slipway/lib/io/cosign/trust.ts";
import { SignatureRefused, verifySignature } from "@slipway/lib/io/cosign/verify.ts";
import { verifyAttestation } from "@slipway/lib/io/cosign/verify-attestation.ts";
import { inParallel } from "@slipway/lib/io/exec/in-parallel.ts";
import { layoutsFolder } from "@slipway/lib/io/oci/layout-folder.ts";
import { type PredicateFile, predicateFile, provenance, type Subject, scanRecord } from "./predicate.ts";
import type { SignImageRequest } from "./request.ts";

const PARALLEL = 2;
const ROUNDS = 3;

interface ImageToSign {
  readonly service: string;
  readonly image: PushedImage;
  readonly attestations: readonly AttestationKind[];
  /** Where the files are that are attested. */
  readonly layouts: string;
}

/** Each service has its own result; what is signed and attested by us already is left alone, so that a repeat adds nothing. */
export async function signImages(request: SignImageRequest, context: Context): Promise<Outcome> {
  const entries = Object.entries(request.images);
  if (entries.length === 0) return { outputs: { images: "{}" }, results: [] };
  const signer = await signerFrom(context.env);
  const layouts = layoutsFolder(request.layouts, context.workspace, context.env);
  const { registry, attestations } = request;
  const results = await inParallel(entries, PARALLEL, ([service, { name, digest }]) =>
    signOne({ service, image: { registry, name, digest }, attestations, layouts }, signer, context),
  );
  const signed = entries.filter((_, i) => results[i]?.status !== "failed");
  return { outputs: { images: JSON.stringify(Object.fromEntries(signed)) }, results };
}

async function signOne(target: ImageToSign, signer: Signer, context: Context): Promise<Result> {
  const { env, report, dryRun } = context;
  const { service, image } = target;
  const reference = referenceOf(image);
  const by = signer.trust.kind === "key" ? "the key" : describeTrust(signer.trust);
  try {
    const steps = await missing(target, signer, env);
    const what = steps.map(({ says }) => says).join(", ");
    if (steps.length === 0)
      return { service, status: "nothing", reason: `${reference} is signed by ${by} already` };
    report.plan([`${service}: ${what} ${reference} by ${by}`]);
    if (dryRun) return { service, status: "nothing", reason: `would ${what} ${reference}` };
    await applyUntilThere(target, steps, signer, env);
    return { service, status: "done", reason: `signed ${reference} by ${by}${withAttested(target)}` };
  } catch (error) {
    return { service, status: "failed", reason: describeError(error) };
  }
}

/** What another run that attests the same image at the same moment has overwritten is made again. */
async function applyUntilThere(
  target: ImageToSign,
  first: readonly Step[],
  signer: Signer,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const trust = { ...signer.trust, attestations: target.attestations };
  let steps = first;
  for (let round = 1; ; round += 1) {
    // One after another: an image's attestations are one list in the registry, which the last writer wins.
    for (const step of steps) await step.apply();
    try {
      // The registry has the last word: what it does not give back could not be promoted either.
      await verifySignature(target.image, trust, env);
      return;
    } catch (error) {
      if (round === ROUNDS || !(error instanceof SignatureRefused)) throw error;
      steps = await missing(target, signer, env);
    }
  }
}

function withAttested({ attestations }: ImageToSign): string {
  return attestations.length === 0 ? "" : `, with ${attestations.join(" and ")}`;
}

interface Step {
  readonly says: string;
  apply(): Promise<void>;
}

/** What is not in the registry yet. All files are read before anything is signed. */
async function missing(
  target: ImageToSign,
  signer: Signer,
  env: NodeJS.ProcessEnv,
): Promise<readonly Step[]> {
  const { service, image, layouts } = target;
  const subject = { service, digest: image.digest, layouts };
  const isSigned = await isMade(() => verifySignature(image, signer.trust, env));
  const isAttested = (kind: AttestationKind) => {
    if (kind === "scan") return isScanAttested(image, subject, signer, env);
    if (kind === "provenance") return isBuildAttested(image, subject, signer, env);
    return isMade(() => verifyAttestation(image, kind, signer.trust, env));
  };
  const files: PredicateFile[] = [];
  for (const kind of target.attestations) {
    // The signature is made first, so where there is none nothing is attested either.
    if (isSigned && (await isAttested(kind))) continue;
    files.push(await predicateFile(kind, subject, env));
  }
  const sign = { says: "sign", apply: () => signer.sign(image) };
  return [
    ...(isSigned ? [] : [sign]),
    ...files.map(({ kind, file }) => ({
      says: `attest ${kind} of`,
      apply: () => signer.attest(image, kind, file),
    })),
  ];
}

/** The same image may be scanned again, with other exceptions: then the record is recreated. */
async function isScanAttested(
  image: PushedImage,
  subject: Subject,
  { trust }: Signer,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const attested = await attestedScan(image, trust, env).catch((error: unknown) => {
    if (error instanceof SignatureRefused && error.reason !== "absent") return undefined;
    throw error;
  });
  return attested !== undefined && saysTheSame(attested, await scanRecord(subject));
}

/** The same image may be built again from another commit, and a release of that commit asks for its own provenance. */
async function isBuildAttested(
  image: PushedImage,
  subject: Subject,
  { trust }: Signer,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const attested = await verifyAttestation(image, "provenance", trust, env).catch((error: unknown) => {
    if (error instanceof SignatureRefused && error.reason !== "absent") return [];
    throw error;
  });
  const known = builtFrom(attested);
  return attested.length > 0 && builtFrom([await provenance(subject)]).every((each) => known.includes(each));
}

async function isMade(verify: () => Promise<unknown>): Promise<boolean> {
  try {
    await verify();
    return true;
  } catch (error) {
    if (error instanceof SignatureRefused && error.reason !== "absent") return false;
    throw error;
  }
}
