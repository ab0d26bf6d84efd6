import { setTimeout as delay } from "node:timers/promises";
import { ShippingService } from "@slipway/contracts/gen/shop/v1/shipping_pb";
import type { Outbox } from "@slipway/kit/outbox";
import { Type } from "@slipway/kit/schema";
import type { Log } from "@slipway/kit/server";
import type { ServiceDefinition } from "@slipway/kit/service";
import type { Sql } from "@slipway/kit/sql";
import { migrations } from "./migrations.ts";
import { addRoutes } from "./routes.ts";
import { shippingRpc } from "./rpc.ts";
import { advanceOne, cancel, createLabel, type Pace } from "./shipments.ts";

const settings = {
  DISPATCH_SECONDS: seconds(20, "until the carrier takes a parcel"),
  DELIVERY_SECONDS: seconds(60, "from the carrier to the buyer"),
};

function seconds(standard: number, what: string) {
  return Type.Integer({
    default: standard,
    minimum: 0,
    maximum: 2_592_000,
    description: `whole seconds ${what}`,
  });
}

const pauseMs = 250;

/** Shipping: quotes, labels, and a carrier that is simulated with a clock. */
export const shipping: ServiceDefinition<typeof settings> = {
  name: "shipping",
  stores: ["postgres", "nats"],
  settings,
  setup({ app, config, log, ...context }) {
    const pace = { dispatchSeconds: config.DISPATCH_SECONDS, deliverySeconds: config.DELIVERY_SECONDS };
    const sql = context.sql(migrations);
    const outbox = context.outbox(sql);
    addRoutes(app, sql);
    context.serve(ShippingService, shippingRpc(sql));
    context.consume(sql, {
      "order.confirmed": ({ data }, tx) => createLabel(tx, data, pace),
      "order.cancelled": ({ data }, tx) => cancel(tx, data),
    });
    context.background("the carrier", (signal) => carry(sql, outbox, pace, log, signal));
  },
};

async function carry(sql: Sql, outbox: Outbox, pace: Pace, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const moved = await sql
      .transaction((tx) => advanceOne(tx, outbox, pace))
      .catch((error: unknown) => {
        log.warn({ err: error }, "shipments stand still");
        return false;
      });
    if (!moved) await delay(pauseMs, undefined, { signal }).catch(() => {});
  }
}
