import { CatalogService } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import type { ServiceDefinition } from "@slipway/kit/service";
import { cacheIn } from "./cache.ts";
import { hearStock } from "./catalog.ts";
import { migrations } from "./migrations.ts";
import { addRoutes } from "./routes.ts";
import { catalogRpc } from "./rpc.ts";

/** The catalog: products, their sellers and prices. Redis makes it faster; without it every answer is the same. */
export const product: ServiceDefinition<Record<never, never>> = {
  name: "product",
  settings: {},
  stores: ["postgres", "redis", "nats"],
  setup(context) {
    const { app, log, metrics } = context;
    const sql = context.sql(migrations);
    const cache = cacheIn(context.kv(), log, metrics);
    const outbox = context.outbox(sql);
    addRoutes(app, sql, cache, outbox);
    context.serve(CatalogService, catalogRpc(sql, cache, outbox));
    context.consume(sql, {
      "inventory.updated": async ({ data }, tx) => {
        const { productId, onHand, reserved, version } = data;
        await hearStock(tx, { productId, available: onHand - reserved, version });
      },
    });
  },
};
