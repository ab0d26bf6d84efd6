import { Type } from "@slipway/kit/schema";
import type { ServiceDefinition } from "@slipway/kit/service";
import { CatalogService, InventoryService } from "./listings.ts";
import { migrations } from "./migrations.ts";
import { addRoutes } from "./routes.ts";
import { record } from "./sales.ts";

const settings = {
  PRODUCT_RPC: Type.String({ default: "product:9090", description: "a host:port such as product:9090" }),
  INVENTORY_RPC: Type.String({
    default: "inventory:9090",
    description: "a host:port such as inventory:9090",
  }),
};

/** Shops of sellers: their listings and sales. The products themselves belong to the catalog. */
export const business: ServiceDefinition<typeof settings> = {
  name: "business",
  settings,
  stores: ["postgres", "nats"],
  setup({ app, config, ...context }) {
    const sql = context.sql(migrations);
    addRoutes(app, {
      sql,
      catalog: context.rpc(CatalogService, "product", config.PRODUCT_RPC),
      inventory: context.rpc(InventoryService, "inventory", config.INVENTORY_RPC),
    });
    context.consume(sql, {
      "order.confirmed": (event, tx) => record(tx, event.data, event.occurredAt),
    });
  },
};
