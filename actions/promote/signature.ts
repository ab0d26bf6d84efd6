/** What is asked outside git before a release moves: signatures, and the adopter's own gates. */
import { type OutsideGates, outsideGates } from "@slipway/lib/app/gate-answers/outside.ts";
import type { Report } from "@slipway/lib/app/report/report.ts";
import { NOT_VERIFIED, type Trust } from "@slipway/lib/io/cosign/trust.ts";

export type SignatureGate = OutsideGates;

export const signatureGate = outsideGates;

/** Nobody should take a green run without keys for one that looked. */
export function reportVerification(trust: Trust | undefined, report: Report): void {
  if (trust === undefined) report.summary("signatures", ["signatures"], [[NOT_VERIFIED]]);
}
