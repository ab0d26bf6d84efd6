import { type PushedImage, referenceOf } from "../lib/cosign/image.ts";
import { type Signer, signerFrom } from "../lib/cosign/sign.ts";
import { describeTrust } from "../lib/cosign/trust.ts";
import { SignatureRefused, verifySignature } from "../lib/cosign/verify.ts";
import { inParallel } from "../lib/parallel/in-parallel.ts";
import { describeError } from "../lib/report/outcome.ts";
import type { Context, Outcome, Result } from "../lib/report/report.ts";
import type { SignImageRequest } from "./request.ts";

const PARALLEL = 2;

/** Each service has its own result; what carries our signature already is left alone, so that a repeat adds nothing. */
export async function signImages(request: SignImageRequest, context: Context): Promise<Outcome> {
  const entries = Object.entries(request.images);
  if (entries.length === 0) return { outputs: { images: "{}" }, results: [] };
  const signer = await signerFrom(context.env);
  const results = await inParallel(entries, PARALLEL, ([service, { name, digest }]) =>
    signOne(service, { registry: request.registry, name, digest }, signer, context),
  );
  const signed = entries.filter((_, i) => results[i]?.status !== "failed");
  return { outputs: { images: JSON.stringify(Object.fromEntries(signed)) }, results };
}

async function signOne(
  service: string,
  image: PushedImage,
  signer: Signer,
  { env, report, dryRun }: Context,
): Promise<Result> {
  const reference = referenceOf(image);
  const by = signer.trust.kind === "key" ? "the key" : describeTrust(signer.trust);
  try {
    if (await isSigned(image, signer, env))
      return { service, status: "nothing", reason: `${reference} is signed by ${by} already` };
    report.plan([`${service}: sign ${reference} by ${by}`]);
    if (dryRun) return { service, status: "nothing", reason: `would sign ${reference}` };
    await signer.sign(image);
    // The registry has the last word: what it does not give back could not be promoted either.
    await verifySignature(image, signer.trust, env);
    return { service, status: "done", reason: `signed ${reference} by ${by}` };
  } catch (error) {
    return { service, status: "failed", reason: describeError(error) };
  }
}

async function isSigned(image: PushedImage, { trust }: Signer, env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    await verifySignature(image, trust, env);
    return true;
  } catch (error) {
    if (error instanceof SignatureRefused && error.reason !== "absent") return false;
    throw error;
  }
}
