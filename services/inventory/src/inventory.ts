import { setTimeout as delay } from "node:timers/promises";
import { InventoryService } from "@slipway/contracts/gen/shop/v1/inventory_pb";
import type { Outbox } from "@slipway/kit/outbox";
import { Problem } from "@slipway/kit/problem";
import { Type } from "@slipway/kit/schema";
import type { App, Log } from "@slipway/kit/server";
import type { ServiceDefinition } from "@slipway/kit/service";
import type { Sql } from "@slipway/kit/sql";
import { migrations } from "./migrations.ts";
import { commit, Ended, expireOne, release } from "./reservations.ts";
import { inventoryRpc } from "./rpc.ts";
import { adjust, levelsOf } from "./stock.ts";

const settings = {
  RESERVATION_SECONDS: Type.Integer({
    // Longer than an order may take (ORDER_DEADLINE_SECONDS), and than an expected outage of the broker.
    default: 900,
    minimum: 1,
    maximum: 86_400,
    description: "seconds from 1 to 86400 that goods are kept for an order",
  }),
};

const expiryPauseMs = 500;

/** Stock and reservations: all lines of an order or none, and never more than is available. */
export const inventory: ServiceDefinition<typeof settings> = {
  name: "inventory",
  stores: ["postgres", "nats"],
  settings,
  setup({ app, config, log, ...context }) {
    const sql = context.sql(migrations);
    const outbox = context.outbox(sql);
    addRoutes(app, sql);
    context.serve(InventoryService, inventoryRpc(sql, outbox, config.RESERVATION_SECONDS));
    context.consume(sql, {
      "product.changed": async ({ data: { productId, initialStock } }, tx) => {
        if (initialStock === undefined) return;
        const idempotencyKey = `product:${productId}`;
        await adjust(tx, outbox, { productId, delta: initialStock, idempotencyKey, reason: "first goods" });
      },
      "order.confirmed": async ({ data: { orderId } }, tx) => {
        try {
          await commit(tx, outbox, orderId);
        } catch (error) {
          // The reservation expired before this event; `inventory.reservation_expired` informed the order,
          // which ends as cancelled.
          if (!(error instanceof Ended)) throw error;
        }
      },
      "order.cancelled": ({ data: { orderId } }, tx) => release(tx, outbox, orderId),
    });
    context.background("expiry of reservations", (signal) => expire(sql, outbox, log, signal));
  },
};

async function expire(sql: Sql, outbox: Outbox, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const expired = await sql
      .transaction((tx) => expireOne(tx, outbox))
      .catch((error: unknown) => {
        log.warn({ err: error }, "reservations cannot be ended now");
        return false;
      });
    if (!expired) await delay(expiryPauseMs, undefined, { signal }).catch(() => {});
  }
}

const ByProduct = Type.Object({ productId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
const StockView = Type.Object({
  productId: Type.Integer(),
  onHand: Type.Integer(),
  reserved: Type.Integer(),
  available: Type.Integer(),
});

function addRoutes(app: App, sql: Sql): void {
  app.get(
    "/stock/:productId",
    { schema: { params: ByProduct, response: { 200: StockView } } },
    async (request) => {
      const [level] = await levelsOf(sql, [request.params.productId]);
      if (level === undefined) throw new Problem(404, "No goods of such a product were ever recorded.");
      return { ...level, available: level.onHand - level.reserved };
    },
  );
}
