/** What is said about an image next to its signature, signed and bound to its digest likewise. */
import * as z from "zod";
import { list } from "../../domain/parsing/values.ts";

export type AttestationKind = "sbom" | "provenance" | "scan";

/** Ours: cosign's own type for scans has no place for what was excused, by whom and until when. */
const SCAN_TYPE = "https://slipway.dev/scan-image/v1";

/** By the name that cosign has for the type of the predicate. */
export const PREDICATE_TYPES: Readonly<Record<AttestationKind, string>> = {
  sbom: "cyclonedx",
  provenance: "slsaprovenance1",
  scan: SCAN_TYPE,
};

/** As it is in the statement. */
export const PREDICATE_URIS: Readonly<Record<AttestationKind, string>> = {
  sbom: "https://cyclonedx.org/bom",
  provenance: "https://slsa.dev/provenance/v1",
  scan: SCAN_TYPE,
};

/** As people say it. */
export const ATTESTATION_NAMES: Readonly<Record<AttestationKind, string>> = {
  sbom: "SBOM",
  provenance: "provenance",
  scan: "record of the scan",
};

export const attestationKinds = list.pipe(
  z.array(z.enum(["sbom", "provenance", "scan"], 'none of "sbom", "provenance" and "scan"')),
);
