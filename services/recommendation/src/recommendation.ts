import { CatalogService } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import { Type } from "@slipway/kit/schema";
import type { ServiceDefinition } from "@slipway/kit/service";
import { companionsIn } from "./companions.ts";
import { addRoutes } from "./routes.ts";

const settings = {
  PRODUCT_RPC: Type.String({ default: "product:9090", description: "a host:port such as product:9090" }),
};

/** Recommended products. Every page of the shop works without it. */
export const recommendation: ServiceDefinition<typeof settings> = {
  name: "recommendation",
  settings,
  stores: ["redis", "nats"],
  setup({ app, config, ...context }) {
    const kv = context.kv();
    const companions = companionsIn(kv);
    addRoutes(app, companions, context.rpc(CatalogService, "product", config.PRODUCT_RPC));
    context.consumeWithKv(kv, { "order.confirmed": ({ data }) => companions.learn(data) });
  },
};
