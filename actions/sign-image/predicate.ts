/** The files that are attested: a job vouches with its name for what stands in them, so they are read first. */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { ATTESTATION_NAMES, type AttestationKind } from "../lib/cosign/attestations.ts";
import { UserError } from "../lib/errors/user-error.ts";
import { provenanceFile, sbomFile } from "../lib/oci/layout-folder.ts";
import { parseProvenance, requireOwnRun } from "../lib/provenance/provenance.ts";

export interface PredicateFile {
  readonly kind: AttestationKind;
  readonly file: string;
}

export async function predicateFile(
  kind: AttestationKind,
  service: string,
  layouts: string,
  env: NodeJS.ProcessEnv,
): Promise<PredicateFile> {
  const file = kind === "sbom" ? sbomFile(layouts, service) : provenanceFile(layouts, service);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    const writer = kind === "sbom" ? "scan-image" : "build-image";
    throw new UserError(
      `${file}: the ${ATTESTATION_NAMES[kind]} cannot be read (${error.code}).\n  Run ${writer} before, with the same folder, or leave ${kind} out of attestations.`,
    );
  });
  if (kind === "sbom") requireSbom(text, file);
  else requireOwnRun(parseProvenance(text, file), service, env, file);
  return { kind, file };
}

const sbom = z.object({ bomFormat: z.literal("CycloneDX"), components: z.array(z.unknown()) });

function requireSbom(text: string, file: string): void {
  try {
    if (sbom.safeParse(JSON.parse(text)).success) return;
  } catch {
    // Said below.
  }
  throw new UserError(`${file}: not an SBOM in CycloneDX's JSON.\n  Run scan-image again.`);
}
