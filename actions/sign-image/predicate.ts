/** The files that are attested: a job vouches with its name for what is in them, so they are read first. */

import { readFile } from "node:fs/promises";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { type Provenance, parseProvenance, requireOwnRun } from "@slipway/lib/domain/images/provenance.ts";
import { parseJson } from "@slipway/lib/domain/parsing/json.ts";
import { parseScanRecord, type ScanRecord } from "@slipway/lib/domain/vulnerabilities/scan-record.ts";
import { ATTESTATION_NAMES, type AttestationKind } from "@slipway/lib/io/cosign/attestations.ts";
import { provenanceFile, sbomFile, scanFile } from "@slipway/lib/io/oci/layout-folder.ts";
import * as z from "zod";

export interface PredicateFile {
  readonly kind: AttestationKind;
  readonly file: string;
}

/** What the files are about. */
export interface Subject {
  readonly service: string;
  readonly digest: string;
  /** Where the files are. */
  readonly layouts: string;
}

const FILES: Readonly<Record<AttestationKind, (layouts: string, service: string) => string>> = {
  sbom: sbomFile,
  provenance: provenanceFile,
  scan: scanFile,
};

export async function predicateFile(
  kind: AttestationKind,
  subject: Subject,
  env: NodeJS.ProcessEnv,
): Promise<PredicateFile> {
  const { service } = subject;
  if (kind === "scan") await scanRecord(subject);
  const { file, text } = await readPredicate(kind, subject);
  if (kind === "sbom") requireSbom(text, file);
  if (kind === "provenance") requireOwnRun(parseProvenance(text, file), service, env, file);
  return { kind, file };
}

/** The provenance that build-image left. */
export async function provenance(subject: Subject): Promise<Provenance> {
  const { file, text } = await readPredicate("provenance", subject);
  return parseProvenance(text, file);
}

/** The record that scan-image left, which is of this very image. */
export async function scanRecord(subject: Subject): Promise<ScanRecord> {
  const { file, text } = await readPredicate("scan", subject);
  const record = parseScanRecord(text, file);
  if (record.service === subject.service && record.digest === subject.digest) return record;
  throw new UserError(
    `${file}: the record is of ${record.service} ${record.digest}, but this is ${subject.service} ${subject.digest}.\n  Run scan-image again, with the same folder and images.`,
  );
}

async function readPredicate(kind: AttestationKind, { layouts, service }: Subject) {
  const file = FILES[kind](layouts, service);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    const writer = kind === "provenance" ? "build-image" : "scan-image";
    throw new UserError(
      `${file}: the ${ATTESTATION_NAMES[kind]} cannot be read (${error.code}).\n  Run ${writer} before, with the same folder, or leave ${kind} out of attestations.`,
    );
  });
  return { file, text };
}

const sbom = z.object({ bomFormat: z.literal("CycloneDX"), components: z.array(z.unknown()) });

function requireSbom(text: string, file: string): void {
  if (sbom.safeParse(parseJson(text)).success) return;
  throw new UserError(`${file}: not an SBOM in CycloneDX's JSON.\n  Run scan-image again.`);
}
