/** The record of the scan that is next to an image in its registry. */
import { UserError } from "../../domain/errors/user-error.ts";
import { newestRecord, type ScanRecord, toScanRecord } from "../../domain/vulnerabilities/scan-record.ts";
import { type PushedImage, referenceOf } from "./image.ts";
import { SignatureRefused } from "./refusal.ts";
import type { Trust } from "./trust.ts";
import { verifyAttestation } from "./verify-attestation.ts";

/**
 * The newest one by `trust`; undefined where none is attested, as with images from before there was one. Throws where one is there
 * that cannot be believed, or that nobody can read.
 */
export async function attestedScan(
  image: PushedImage,
  trust: Trust,
  env: NodeJS.ProcessEnv,
): Promise<ScanRecord | undefined> {
  const predicates = await verifyAttestation(image, "scan", trust, env).catch((error: unknown) => {
    if (error instanceof SignatureRefused && error.reason === "unattested") return [];
    throw error;
  });
  const reference = referenceOf(image);
  const records = predicates.map((each) => toScanRecord(each, `${reference}: what is attested as its scan`));
  const newest = newestRecord(records);
  if (newest === undefined || newest.digest === image.digest) return newest;
  throw new UserError(
    `${reference}: the record of its scan is about ${newest.digest}.\n  Build, scan and sign the image again.`,
  );
}
