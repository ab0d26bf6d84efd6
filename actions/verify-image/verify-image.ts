import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { describeRecord } from "@slipway/lib/domain/vulnerabilities/scan-record.ts";
import { type PushedImage, referenceOf } from "@slipway/lib/io/cosign/image.ts";
import { attestedScan } from "@slipway/lib/io/cosign/scan-attestation.ts";
import { describeTrust, NOT_VERIFIED, type Trust, trustOf } from "@slipway/lib/io/cosign/trust.ts";
import { verifySignature } from "@slipway/lib/io/cosign/verify.ts";
import { inParallel } from "@slipway/lib/io/exec/in-parallel.ts";
import type { VerifyImageRequest } from "./request.ts";

const PARALLEL = 2;

/** A step that a later one relies on: an image that may not continue fails it, and is not among the outputs. */
export async function verifyImages(request: VerifyImageRequest, context: Context): Promise<Outcome> {
  const trust = trustOf(request);
  const entries = Object.entries(request.images);
  if (trust === undefined && entries.length > 0) context.report.warning(`Images are ${NOT_VERIFIED}.`);
  const results = await inParallel(entries, PARALLEL, ([service, { name, digest }]) =>
    verifyOne(service, { registry: request.registry, name, digest }, trust, context),
  );
  const passed = entries.filter((_, i) => results[i]?.status !== "failed");
  return { outputs: { images: JSON.stringify(Object.fromEntries(passed)) }, results };
}

async function verifyOne(
  service: string,
  image: PushedImage,
  trust: Trust | undefined,
  { env }: Context,
): Promise<Result> {
  if (trust === undefined)
    return { service, status: "nothing", reason: `${referenceOf(image)}: ${NOT_VERIFIED}` };
  try {
    await verifySignature(image, trust, env);
    const signed = `${referenceOf(image)} is signed by ${describeTrust(trust)}`;
    const record = await attestedScan(image, trust, env);
    const scanned = record === undefined ? "what its scan excused is not attested" : describeRecord(record);
    return { service, status: "done", reason: `${signed}; ${scanned}` };
  } catch (error) {
    return { service, status: "failed", reason: describeError(error) };
  }
}
