import type { Money } from "@slipway/kit/money";

/** What the provider says to a request it could answer. */
export type Authorisation =
  | { readonly outcome: "approved" }
  | { readonly outcome: "declined"; readonly reason: string };

/**
 * The payment provider. Every call names the order and may be repeated: the provider answers a repetition as it answered the
 * first. An order that was voided cannot be authorised any more, whichever of the two arrives first.
 */
export interface Psp {
  /** Throws `PspUnavailable`: the outcome is not known then. */
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
