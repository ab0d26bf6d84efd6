/** The last gate before a pull request: what would run in the target environment is signed. */

import { NOT_VERIFIED, type Trust } from "../lib/cosign/trust.ts";
import { SignatureRefused, verifySignature } from "../lib/cosign/verify.ts";
import type { Environment } from "../lib/environments/environments.ts";
import { UserError } from "../lib/errors/user-error.ts";
import type { Release } from "../lib/releases/releases.ts";
import type { Report } from "../lib/report/report.ts";

/** Undefined: open. A registry that cannot be asked makes it wait, so that an outage closes no pull request. */
export type SignatureGate = (
  target: Environment,
  release: Release,
) => Promise<{ readonly status: "refused" | "waiting"; readonly reason: string } | undefined>;

export function signatureGate(trust: Trust | undefined, env: NodeJS.ProcessEnv): SignatureGate {
  if (trust === undefined) return async () => undefined;
  return async ({ registry }, { image }) => {
    try {
      await verifySignature({ registry, ...image }, trust, env);
      return undefined;
    } catch (error) {
      if (error instanceof SignatureRefused) return { status: "refused", reason: error.message };
      if (error instanceof UserError) return { status: "waiting", reason: error.message };
      throw error;
    }
  };
}

/** Nobody should take a green run without keys for one that looked. */
export function sayWhetherVerified(trust: Trust | undefined, report: Report): void {
  if (trust === undefined) report.summary("signatures", ["signatures"], [[NOT_VERIFIED]]);
}
