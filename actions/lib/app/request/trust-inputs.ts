/** Inputs that name whose signatures count. */
import { optionalText } from "../../domain/parsing/values.ts";
import { attestationKinds } from "../../io/cosign/attestations.ts";
import { GITHUB_ISSUER } from "../../io/cosign/trust.ts";
import type { Input } from "./request.ts";

/** The same inputs in every verb that verifies signatures. */
export const trustInputs = {
  "public-key": {
    description: "Public key (PEM) that images must be signed with.",
    schema: optionalText,
    default: "",
  },
  identity: {
    description:
      "Workflow that images must be signed by, with its ref: https://github.com/<owner>/<name>/.github/workflows/deliver.yml@refs/heads/main; of a called workflow <file>@* called by <owner>/<name>@<ref>. Not read when there is a public key.",
    schema: optionalText,
    default: "",
  },
  issuer: {
    description: "OIDC issuer that must have vouched for the identity.",
    schema: optionalText,
    default: GITHUB_ISSUER,
  },
  attestations: {
    description:
      "What images must carry next to the signature, by the same key or workflow: sbom, provenance, scan, with commas between them, or nothing.",
    schema: attestationKinds,
    default: "",
  },
} as const satisfies Readonly<Record<string, Input>>;
