import type { Money } from "@slipway/kit/money";

/** The provider's answer. */
export type Authorisation =
  | { readonly outcome: "approved" }
  | { readonly outcome: "declined"; readonly reason: string };

/**
 * The payment provider. Every call names the order and may be repeated: a repetition gets the answer of the
 * first call. A voided order cannot be authorised, whichever of the two calls arrives first.
 */
export interface Psp {
  /** Throws `PspUnavailable`; then the outcome is unknown. */
  authorise(orderId: string, amount: Money, token: string): Promise<Authorisation>;
  /** `declined` when nothing is held any more. Throws `PspUnavailable`. */
  capture(orderId: string): Promise<Authorisation>;
  /** `declined` when it was captured: only a refund helps then. Throws `PspUnavailable`. */
  void(orderId: string): Promise<Authorisation>;
  /** Throws `PspUnavailable`. */
  refund(orderId: string): Promise<void>;
}

export class PspUnavailable extends Error {
  override readonly name = "PspUnavailable";
}
