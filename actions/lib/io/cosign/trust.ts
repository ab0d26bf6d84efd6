/** Whose signature counts: the holder of a key, or one workflow on one ref that GitHub (or another issuer) vouches for. */

import type { Input } from "../../app/request/request.ts";
import { optionalText } from "../../app/request/values.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { type AttestationKind, attestationKinds } from "./attestations.ts";

export const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

export type Trust = (
  | { readonly kind: "key" /** PEM. */; readonly publicKey: string }
  | {
      readonly kind: "identity";
      /** Subject of the certificate: address of the workflow file, `@`, its ref. */
      readonly identity: string;
      /** Address of the OIDC issuer that vouched for it. */
      readonly issuer: string;
    }
) & {
  /** What must be attested, by the same key or identity, beside the signature. */
  readonly attestations?: readonly AttestationKind[];
};

/** The same inputs wherever a verb verifies before it acts. */
export const trustInputs = {
  "public-key": {
    description: "Public key (PEM) that images must be signed with.",
    schema: optionalText,
    default: "",
  },
  identity: {
    description:
      "Workflow that images must be signed by, with its ref: https://github.com/<owner>/<name>/.github/workflows/deliver.yml@refs/heads/main. Not read when there is a public key.",
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
      "What images must carry beside the signature, by the same key or workflow: sbom, provenance, scan, with commas between them, or nothing.",
    schema: attestationKinds,
    default: "",
  },
} as const satisfies Readonly<Record<string, Input>>;

export interface TrustRequest {
  readonly publicKey: string | undefined;
  readonly identity: string | undefined;
  readonly issuer: string | undefined;
  readonly attestations: readonly AttestationKind[];
}

/** Undefined when neither is given: nothing can be verified then, and whoever asks has to say so. */
export function trustOf(request: TrustRequest): Trust | undefined {
  const { publicKey, identity, issuer, attestations } = request;
  if (publicKey !== undefined) return { kind: "key", publicKey: requirePublicKey(publicKey), attestations };
  if (identity === undefined) {
    if (attestations.length === 0) return undefined;
    throw new UserError(
      `attestations: ${attestations.join(", ")} cannot be verified without a public key or an identity.\n  Give one of them, or no attestations.`,
    );
  }
  if (/^https:\/\/[^@\s]+@refs\/[^\s]+$/.test(identity)) {
    return { kind: "identity", identity, issuer: issuer ?? GITHUB_ISSUER, attestations };
  }
  throw new UserError(
    `identity: "${identity}" does not name one workflow on one ref.\n  Give https://github.com/<owner>/<name>/.github/workflows/<file>@refs/heads/<branch>.`,
  );
}

function requirePublicKey(text: string): string {
  if (/^-----BEGIN PUBLIC KEY-----\s[\s\S]+-----END PUBLIC KEY-----$/.test(text.trim()))
    return `${text.trim()}\n`;
  // A private key pasted here by mistake must not be printed.
  throw new UserError(
    "public-key: not a public key in PEM form.\n  Give the whole content of cosign.pub, from BEGIN PUBLIC KEY to END PUBLIC KEY.",
  );
}

export function describeTrust(trust: Trust): string {
  return trust.kind === "key" ? "the given public key" : trust.identity;
}

export const NOT_VERIFIED = "not verified: neither a public key nor an identity was given";
