import type { Money } from "@slipway/kit/money";
import type { Outbox } from "@slipway/kit/outbox";
import type { Sql } from "@slipway/kit/sql";
import { transfer } from "./ledger.ts";
import { become, find, type Payment, request } from "./payments.ts";
import type { Psp } from "./psp.ts";

export class Declined extends Error {
  override readonly name = "Declined";
}

/** Thrown when the order was already rolled back. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";

  constructor(orderId: string) {
    super(`Order ${orderId} was cancelled, so it cannot be paid any more.`);
  }
}

export class OtherAmount extends Error {
  override readonly name = "OtherAmount";

  constructor(orderId: string) {
    super(`Order ${orderId} asked for another amount before. One order has one payment.`);
  }
}

export interface Parts {
  readonly sql: Sql;
  readonly outbox: Outbox;
  readonly psp: Psp;
}

/**
 * Blocks the amount. The intent is stored before the call of the provider, and its answer afterwards: if the
 * process dies in between, a repetition completes the payment, or a cancellation voids it at the provider
 * too. Without a token a repetition still gets the answer of the first request; it is declined when there was
 * none.
 */
export async function authorise(
  parts: Parts,
  orderId: string,
  amount: Money,
  token: string,
): Promise<Payment> {
  const { sql, psp } = parts;
  const payment = await sql.transaction((tx) => request(tx, orderId, amount));
  if (payment.goal === "cancelled") throw new Cancelled(orderId);
  if (payment.amount !== amount.minorUnits || payment.currency !== amount.currency)
    throw new OtherAmount(orderId);
  if (payment.state !== "requested") return settled(payment);
  const authorisation = await psp.authorise(orderId, amount, token);
  await sql.transaction(async (tx) => {
    if (authorisation.outcome === "approved") {
      if (await become(tx, payment, "authorised")) await transfer(tx, payment, "authorise");
    } else if (await become(tx, payment, "declined", authorisation.reason)) {
      await parts.outbox.add(tx, "payment.failed", orderId, { orderId, reason: authorisation.reason });
    }
  });
  return settled((await find(sql, orderId)) ?? payment);
}

/** Another process may have been faster: the stored state counts. */
function settled(payment: Payment): Payment {
  if (payment.goal === "cancelled") throw new Cancelled(payment.orderId);
  if (payment.state === "declined" || payment.state === "failed") throw new Declined(payment.reason);
  return payment;
}
