/** Whose signature counts: the holder of a key, or one workflow on one ref that GitHub (or another issuer) vouches for. */
import { UserError } from "../../domain/errors/user-error.ts";
import type { AttestationKind } from "./attestations.ts";

export const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

export type Trust = (
  | { readonly kind: "key" /** PEM. */; readonly publicKey: string }
  | {
      readonly kind: "identity";
      /** Subject of the certificate: address of the workflow file, `@`, its ref. */
      readonly identity: string;
      /** Address of the OIDC issuer that vouched for it. */
      readonly issuer: string;
      /** Of a workflow that others call: whose call counts. The identity is then the file's address at any commit. */
      readonly caller?: Caller;
    }
) & {
  /** What must be attested, by the same key or identity, next to the signature. */
  readonly attestations?: readonly AttestationKind[];
};

/** A repository that calls a workflow of another, and the ref that it called it on. */
export interface Caller {
  /** Address of the called workflow file. */
  readonly workflow: string;
  readonly repository: string;
  readonly ref: string;
}

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
  const caller = callerIn(identity);
  if (caller !== undefined) {
    return { kind: "identity", identity, issuer: issuer ?? GITHUB_ISSUER, attestations, caller };
  }
  throw new UserError(
    `identity: "${identity}" does not name one workflow on one ref.\n  Give https://github.com/<owner>/<name>/.github/workflows/<file>@refs/heads/<branch>.`,
  );
}

/** Anybody may call a workflow that is public, so its own address alone proves nothing. */
function callerIn(identity: string): Caller | undefined {
  const found = /^(https:\/\/[^@\s]+)@\* called by ([\w.-]+\/[\w.-]+)@(refs\/\S+)$/.exec(identity);
  if (found === null) return undefined;
  const [, workflow = "", repository = "", ref = ""] = found;
  return { workflow, repository, ref };
}

export function identityOf({ workflow, repository, ref }: Caller): string {
  return `${workflow}@* called by ${repository}@${ref}`;
}

/** Whether a workflow, named by its address with its ref, is the one that is trusted. */
export function isTrustedWorkflow(trust: Extract<Trust, { kind: "identity" }>, workflow: string): boolean {
  return trust.caller === undefined
    ? workflow === trust.identity
    : workflow.startsWith(`${trust.caller.workflow}@`);
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
