import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@slipway/kit/server";
import type { Query } from "@slipway/kit/sql";
import type { Parts } from "./authorise.ts";
import { transfer } from "./ledger.ts";
import { become, find, nextStep, type Payment, type Step } from "./payments.ts";

const pauseMs = 200;

/** Moves one payment to its goal. Throws `PspUnavailable`; completed steps are recorded. */
export async function settle(parts: Parts, orderId: string): Promise<Payment | undefined> {
  for (;;) {
    const payment = await find(parts.sql, orderId);
    const step = payment === undefined ? undefined : nextStep(payment);
    if (payment === undefined || step === undefined) return payment;
    await steps[step](parts, payment);
  }
}

const steps: Readonly<Record<Step, (parts: Parts, payment: Payment) => Promise<void>>> = {
  async capture({ sql, psp, outbox }, payment) {
    const { orderId } = payment;
    const captured = await psp.capture(orderId);
    // An amount that cannot be captured must not stay blocked on the buyer's card.
    if (captured.outcome === "declined") await psp.void(orderId);
    await sql.transaction(async (tx) => {
      if (captured.outcome === "approved") return noteCapture(tx, outbox, payment);
      const { reason } = captured;
      if (!(await become(tx, payment, "failed", reason))) return;
      await transfer(tx, payment, "void");
      await outbox.add(tx, "payment.failed", orderId, { orderId, reason });
    });
  },

  async void({ sql, psp, outbox }, payment) {
    const { outcome } = await psp.void(payment.orderId);
    await sql.transaction(async (tx) => {
      // The provider had already captured it: the next step refunds it.
      if (outcome === "declined") return noteCapture(tx, outbox, payment);
      if ((await become(tx, payment, "voided")) && payment.state === "authorised")
        await transfer(tx, payment, "void");
    });
  },

  async refund({ sql, psp }, payment) {
    await psp.refund(payment.orderId);
    await sql.transaction(async (tx) => {
      if (await become(tx, payment, "refunded")) await transfer(tx, payment, "refund");
    });
  },
};

async function noteCapture(tx: Query, outbox: Parts["outbox"], payment: Payment): Promise<void> {
  const { orderId, amount, currency } = payment;
  if (amount === null || currency === null || !(await become(tx, payment, "captured"))) return;
  await transfer(tx, payment, "capture");
  await outbox.add(tx, "payment.captured", orderId, { orderId, amount, currency });
}

/** Settles goals from events, and payments left by an outage of the provider or a dead process, until `signal`. */
export async function settleAll(parts: Parts, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const orderId = await claim(parts.sql).catch((error: unknown) => {
      log.warn({ err: error }, "payments cannot be settled now");
      return undefined;
    });
    if (orderId === undefined) await delay(pauseMs, undefined, { signal }).catch(() => {});
    else
      await settle(parts, orderId).catch((error: unknown) =>
        log.warn({ err: error, orderId }, "a payment will be settled later"),
      );
  }
}

/** A payment that is not at its goal; other processes leave it alone for a while, longer each time. */
async function claim(sql: Query): Promise<string | undefined> {
  const [claimed] = await sql<{ orderId: string }>`
    update payments
    set attempts = attempts + 1, next_attempt_at = now() + least(30, power(2, least(attempts, 6))) * interval '1 second'
    where order_id = (
      select order_id from payments
      where goal <> 'authorised' and state in ('requested', 'authorised', 'captured') and next_attempt_at <= now()
        and not (goal = 'captured' and state <> 'authorised')
      order by next_attempt_at limit 1 for update skip locked)
    returning order_id as "orderId"`;
  return claimed?.orderId;
}
