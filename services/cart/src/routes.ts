import { cartOwnerOf, requireUser } from "@slipway/kit/identity";
import { Problem } from "@slipway/kit/problem";
import { Type } from "@slipway/kit/schema";
import type { App, Request } from "@slipway/kit/server";
import { type Carts, mostOfOne } from "./carts.ts";
import { CartView, type Catalog, priced, productsOf } from "./view.ts";

const ByProduct = Type.Object({ productId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
const Quantity = Type.Object(
  { quantity: Type.Integer({ minimum: 0, maximum: mostOfOne }) },
  { additionalProperties: false },
);
const Merge = Type.Object({ sessionId: Type.String({ pattern: "^[A-Za-z0-9_-]{8,64}$" }) });

export function addRoutes(app: App, carts: Carts, catalog: Catalog): void {
  app.get("/cart", { schema: { response: { 200: CartView } } }, (request) =>
    shown(request, ownerOf(request)),
  );

  app.put(
    "/cart/items/:productId",
    { schema: { params: ByProduct, body: Quantity, response: { 200: CartView } } },
    async (request) => {
      const owner = ownerOf(request);
      const item = { productId: request.params.productId, quantity: request.body.quantity };
      if (item.quantity > 0 && (await productsOf(catalog, request, [item])).length === 0)
        throw unknown(item.productId);
      await carts.put(owner, item);
      return shown(request, owner);
    },
  );

  app.delete("/cart", async (request, reply) => {
    await carts.clear(ownerOf(request));
    return reply.code(204).send();
  });

  app.post("/cart/merge", { schema: { body: Merge, response: { 200: CartView } } }, async (request) => {
    const owner = `user:${requireUser(request).userId}`;
    await carts.merge(`session:${request.body.sessionId}`, owner);
    return shown(request, owner);
  });

  async function shown(request: Request, owner: string): Promise<CartView> {
    const items = await carts.items(owner);
    const products = await productsOf(catalog, request, items).catch((error: unknown) => {
      request.log.warn({ err: error }, "a cart is shown without prices");
      return [];
    });
    return priced(items, products);
  }
}

function ownerOf(request: Request): string {
  const owner = cartOwnerOf(request);
  if (owner === undefined) throw new Problem(401, "A cart needs a user, or a session in x-session-id.");
  return owner;
}

function unknown(productId: number): Problem {
  const errors = [{ pointer: "/productId", in: "path", message: "must be the id of a product" }];
  return new Problem(422, `There is no product ${productId}.`, { errors });
}
