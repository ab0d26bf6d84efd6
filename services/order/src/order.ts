import { originSetting } from "@slipway/kit/config";
import type { ServiceDefinition } from "@slipway/kit/service";
import { createOrders } from "./orders.ts";
import { priceList } from "./prices.ts";
import { addRoutes } from "./routes.ts";

const settings = {
  PRODUCT_URL: originSetting("http://product"),
};

/** Takes orders; the price is always the catalog's, never the caller's. */
export const order: ServiceDefinition<typeof settings> = {
  name: "order",
  settings,
  routes({ app, config, upstream }) {
    addRoutes(app, createOrders(), priceList(upstream("product", config.PRODUCT_URL)));
  },
};
