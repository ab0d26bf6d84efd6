import { originSetting } from "@slipway/kit/config";
import type { ServiceDefinition } from "@slipway/kit/service";
import { addHealth } from "./health.ts";
import { addProxy } from "./proxy.ts";

const settings = {
  PRODUCT_URL: originSetting("http://product"),
  ORDER_URL: originSetting("http://order"),
};

/** The edge: everything outside reaches the shop below `/api`; nothing else of the services can be reached through it. */
export const apiGateway: ServiceDefinition<typeof settings> = {
  name: "api-gateway",
  settings,
  setup({ app, config, upstream }) {
    const product = upstream("product", config.PRODUCT_URL);
    const order = upstream("order", config.ORDER_URL);
    addHealth(app, [product, order]);
    addProxy(app, { products: product, orders: order });
  },
};
