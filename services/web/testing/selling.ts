import { Problem } from "@slipway/kit/problem";
import { Type } from "@slipway/kit/schema";
import type { App, Request } from "@slipway/kit/server";
import { type Goods, known, type Sold, type Stub, userOf } from "./stub.ts";

type Listing = Pick<Goods, "name" | "description" | "category" | "price" | "stock"> & { restock?: number };

/** Validates like a service, which converts many values to numbers. */
const NewListing = Type.Object({ price: Type.Number(), stock: Type.Integer() });

/** The part of the stub that sellers use. */
export function addSelling(app: App, { goods }: Stub, words: (text: string) => string, sold: Sold[]): void {
  const shops: { id: number; ownerId: number; name: string }[] = [];
  const shopOf = (request: Request) => {
    const id = Number((request.params as { id: string }).id);
    const shop = shops.find((one) => one.id === id);
    if (shop === undefined) throw new Problem(404, `There is no shop ${id}.`);
    return shop;
  };
  const owned = (request: Request) => {
    const shop = shopOf(request);
    if (shop.ownerId !== userOf(request)) throw new Problem(403, `Shop ${shop.id} is somebody else's.`);
    return shop;
  };
  const ofShop = (id: number) => goods.filter(({ shopId }) => shopId === id);

  app.get("/api/shops", (request) => {
    const { owner } = request.query as { owner?: string };
    return shops.filter(({ ownerId }) => owner === undefined || ownerId === Number(owner));
  });
  app.post("/api/shops", (request, reply) => {
    const { name } = request.body as { name: string };
    if (shops.some((shop) => shop.name === words(name))) {
      const errors = [{ pointer: "/name", in: "body", message: "is another shop's name" }];
      throw new Problem(409, `There is a shop ${JSON.stringify(words(name))} already.`, { errors });
    }
    const shop = { id: shops.length + 1, ownerId: userOf(request), name: words(name) };
    shops.push(shop);
    return reply.code(201).send(shop);
  });
  app.get("/api/shops/:id", (request) => {
    const shop = shopOf(request);
    return { ...shop, listings: ofShop(shop.id) };
  });
  app.get("/api/shops/:id/sales", (request) =>
    ofShop(owned(request).id).flatMap(({ id, name }) => {
      const own = sold.filter(({ productId }) => productId === id);
      const quantity = own.reduce((sum, line) => sum + line.quantity, 0);
      const revenue = own.reduce((sum, line) => sum + line.revenue, 0);
      return quantity === 0 ? [] : [{ productId: id, name, quantity, revenue, currency: "EUR" }];
    }),
  );
  app.post("/api/shops/:id/listings", { schema: { body: NewListing } }, (request, reply) => {
    const shop = owned(request);
    const { name, description, category, price, stock } = request.body as Listing;
    const id = goods.length + 1;
    const added = { id, name: words(name), description: words(description), category: words(category) };
    goods.push({ ...added, price, stock, currency: "EUR", shopId: shop.id });
    return reply.code(201).send(goods.at(-1));
  });
  app.put("/api/shops/:id/listings/:productId", (request) => {
    owned(request);
    const product = known(goods, Number((request.params as { productId: string }).productId));
    const { restock = 0, ...listing } = request.body as Listing;
    return Object.assign(product, listing, { stock: product.stock + restock });
  });
}
