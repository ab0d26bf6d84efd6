/**
 * What was known about an image when it was let through: written where it is scanned, attested where it is signed, and read
 * by the gate that asks whether what was excused then is excused still.
 */

import * as z from "zod";
import { UserError } from "../errors/user-error.ts";
import { parseJson } from "../parsing/json.ts";
import { imageDigest, imageKey } from "../parsing/values.ts";
import { SEVERITIES } from "./report.ts";

const finding = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("vulnerability"),
    id: z.string().min(1),
    package: z.string().min(1),
    version: z.string(),
    severity: z.enum(SEVERITIES),
  }),
  z.object({ kind: z.literal("secret"), rule: z.string().min(1), path: z.string().min(1) }),
]);

const excused = z.object({
  finding,
  /** The exception as it stood then. */
  exception: z.object({ owner: z.string(), reason: z.string(), expires: z.iso.date() }),
});

const schema = z.object({
  service: imageKey,
  /** Of the image, which the attestation names too: the file is compared with it before it is attested. */
  digest: imageDigest,
  scanner: z.object({ name: z.literal("trivy"), version: z.string().min(1) }),
  database: z.object({ updatedAt: z.iso.datetime(), fixture: z.boolean() }),
  /** Findings of these severities block; those that no version fixes only where `unfixable` is `block`. */
  threshold: z.object({
    severities: z.array(z.enum(SEVERITIES)).min(1),
    unfixable: z.enum(["pass", "block"]),
  }),
  excused: z.array(excused),
  scannedAt: z.iso.datetime(),
});

export type ScanRecord = z.output<typeof schema>;
export type Excused = z.output<typeof excused>;

/** Throws where `value` is no record: then nothing is known about what was excused. */
export function toScanRecord(value: unknown, where: string): ScanRecord {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UserError(
    `${where}: no record of scan-image's: ${issue?.path.join(".")}: ${issue?.message}.\n  Build, scan and sign the image again.`,
  );
}

export function parseScanRecord(text: string, where: string): ScanRecord {
  return toScanRecord(parseJson(text), where);
}

export function newestRecord(records: readonly ScanRecord[]): ScanRecord | undefined {
  return records.toSorted((one, other) => Date.parse(other.scannedAt) - Date.parse(one.scannedAt))[0];
}

/** Whether both excuse the same by the same rules; when, and with which database, is of no matter. */
export function saysTheSame(one: ScanRecord, other: ScanRecord): boolean {
  const decision = ({ service, digest, threshold, excused }: ScanRecord) =>
    JSON.stringify({ service, digest, threshold, excused });
  return decision(one) === decision(other);
}

const nameOf = ({ finding }: Excused): string =>
  finding.kind === "secret" ? `${finding.rule} in ${finding.path}` : `${finding.id} in ${finding.package}`;

/** As text, for whoever asks what was known about an image. */
export function describeRecord({ scanner, database, excused, scannedAt }: ScanRecord): string {
  const scannedBy = `${scanner.name} ${scanner.version} and a database of ${database.updatedAt.slice(0, 10)}`;
  const fixture = database.fixture ? " made from fixtures" : "";
  const passed = excused.map(
    (each) => `${nameOf(each)} until ${each.exception.expires} by ${each.exception.owner}`,
  );
  const words = passed.length === 0 ? "nothing was excused" : `excused: ${passed.join(", ")}`;
  return `scanned on ${scannedAt.slice(0, 10)} by ${scannedBy}${fixture}; ${words}`;
}
