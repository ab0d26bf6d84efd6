/** What is asked outside git before a release moves: signatures, and the adopter's own gates. */
import { NOT_VERIFIED, type Trust } from "../lib/cosign/trust.ts";
import { type OutsideGates, outsideGates } from "../lib/promotion/outside.ts";
import type { Report } from "../lib/report/report.ts";

export type SignatureGate = OutsideGates;

export const signatureGate = outsideGates;

/** Nobody should take a green run without keys for one that looked. */
export function reportVerification(trust: Trust | undefined, report: Report): void {
  if (trust === undefined) report.summary("signatures", ["signatures"], [[NOT_VERIFIED]]);
}
