import { CartService } from "@slipway/contracts/gen/shop/v1/cart_pb";
import { CatalogService } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import { RpcError } from "@slipway/kit/rpc";
import { Type } from "@slipway/kit/schema";
import type { ServiceDefinition } from "@slipway/kit/service";
import { cartsIn } from "./carts.ts";
import { addRoutes } from "./routes.ts";

const settings = {
  PRODUCT_RPC: Type.String({ default: "product:9090", description: "a host:port such as product:9090" }),
  CART_TTL_SECONDS: Type.Integer({
    default: 14 * 24 * 3600,
    minimum: 1,
    maximum: 365 * 24 * 3600,
    description: "seconds that a cart nobody touches is kept",
  }),
};

/** Carts of customers, logged in or not. */
export const cart: ServiceDefinition<typeof settings> = {
  name: "cart",
  settings,
  stores: ["redis", "nats"],
  setup({ app, config, ...context }) {
    const kv = context.kv();
    const carts = cartsIn(kv, config.CART_TTL_SECONDS);
    addRoutes(app, carts, context.rpc(CatalogService, "product", config.PRODUCT_RPC));
    context.serve(CartService, {
      async getCart({ owner }) {
        if (!/^(user:\d{1,16}|session:[\w-]{8,64})$/.test(owner))
          throw new RpcError("INVALID_ARGUMENT", `${JSON.stringify(owner)} is nobody who has a cart.`);
        const items = await carts.items(owner);
        return {
          items: items.map(({ productId, quantity }) => ({ productId: BigInt(productId), quantity })),
        };
      },
    });
    context.consumeWithKv(kv, {
      "order.confirmed": async ({ data: { cartOwner, lines } }) => {
        if (cartOwner === undefined) return;
        await carts.remove(
          cartOwner,
          lines.map(({ productId }) => productId),
        );
      },
    });
  },
};
