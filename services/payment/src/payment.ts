import { PaymentService } from "@slipway/contracts/gen/shop/v1/payment_pb";
import type { ServiceDefinition } from "@slipway/kit/service";
import type { Sql } from "@slipway/kit/sql";
import { migrations } from "./migrations.ts";
import { cancel, wantCapture } from "./payments.ts";
import type { Psp } from "./psp.ts";
import { paymentRpc } from "./rpc.ts";
import { settleAll } from "./settle.ts";
import { simulatedPsp } from "./simulated-psp.ts";

/** Payments of orders through a provider: blocked, captured, refunded, with double-entry records. */
export function paymentBy(provider: (sql: Sql) => Psp): ServiceDefinition<Record<never, never>> {
  return {
    name: "payment",
    stores: ["postgres", "nats"],
    settings: {},
    setup(context) {
      const sql = context.sql(migrations);
      const outbox = context.outbox(sql);
      const parts = { sql, outbox, psp: provider(sql) };
      context.serve(PaymentService, paymentRpc(parts));
      context.consume(sql, {
        // Only the goal is recorded here: the provider is never called inside a transaction.
        "order.confirmed": async ({ data: { orderId } }, tx) => {
          const payment = await wantCapture(tx, orderId);
          if (payment === undefined) throw new Error(`Order ${orderId} was confirmed without a payment.`);
        },
        "order.cancelled": async ({ data: { orderId } }, tx) => void (await cancel(tx, orderId)),
      });
      context.background("settling payments", (signal) => settleAll(parts, context.log, signal));
    },
  };
}

export const payment = paymentBy(simulatedPsp);
