import { randomUUID } from "node:crypto";
import { type Identity, requireUser } from "@slipway/kit/identity";
import { fromMinorUnits } from "@slipway/kit/money";
import { priceOf } from "@slipway/kit/price";
import { Problem } from "@slipway/kit/problem";
import { Type } from "@slipway/kit/schema";
import type { App } from "@slipway/kit/server";
import type { Sql } from "@slipway/kit/sql";
import { type CatalogClient, type InventoryClient, listingsOf, publish } from "./listings.ts";
import { report } from "./sales.ts";
import { find, list, open, type Shop } from "./shops.ts";

const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const ByShop = Type.Object({ id: Id });
const ByListing = Type.Object({ id: Id, productId: Id });
const NewShop = Type.Object({ name: Type.String({ minLength: 2, maxLength: 60, pattern: "\\S" }) });
const ShopList = Type.Object({
  owner: Type.Optional(Id),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
});

const words = {
  name: Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" }),
  price: Type.Number({ minimum: 0, maximum: 1_000_000 }),
  description: Type.String({ maxLength: 2000, default: "" }),
  category: Type.String({ maxLength: 100, default: "" }),
};
const Stock = Type.Integer({ minimum: 0, maximum: 1_000_000 });
const NewListing = Type.Object({ ...words, stock: Stock }, { additionalProperties: false });
const ChangedListing = Type.Object(
  { ...words, restock: Type.Optional(Stock) },
  { additionalProperties: false },
);
const Keyed = Type.Object({
  "idempotency-key": Type.Optional(Type.String({ minLength: 8, maxLength: 100 })),
});

interface Parts {
  readonly sql: Sql;
  readonly catalog: CatalogClient;
  readonly inventory: InventoryClient;
}

export function addRoutes(app: App, { sql, catalog, inventory }: Parts): void {
  app.post("/shops", { schema: { body: NewShop } }, async (request, reply) => {
    const { userId } = requireUser(request);
    const name = request.body.name.trim();
    const shop = await open(sql, userId, name);
    if (shop === undefined) throw nameTaken(name);
    return reply.code(201).header("location", `/shops/${shop.id}`).send(shop);
  });

  app.get("/shops", { schema: { querystring: ShopList } }, ({ query }) =>
    list(sql, { ownerId: query.owner, limit: query.limit }),
  );

  app.get("/shops/:id", { schema: { params: ByShop } }, async (request) => {
    const shop = await known(request.params.id);
    return { ...shop, listings: await listingsOf(catalog, request, shop.id) };
  });

  app.post(
    "/shops/:id/listings",
    { schema: { params: ByShop, body: NewListing, headers: Keyed } },
    async (request, reply) => {
      const shop = await owned(request.params.id, requireUser(request));
      const { stock, price, ...listing } = request.body;
      const idempotencyKey = request.headers["idempotency-key"] ?? randomUUID();
      const told = { ...listing, price: priceOf(price, "EUR") };
      const product = await publish(catalog, request, shop.id, told, { idempotencyKey, stock });
      return reply.code(201).header("location", `/products/${product.id}`).send(product);
    },
  );

  app.put(
    "/shops/:id/listings/:productId",
    { schema: { params: ByListing, body: ChangedListing, headers: Keyed } },
    async (request) => {
      const shop = await owned(request.params.id, requireUser(request));
      const { productId } = request.params;
      const { restock = 0, price, ...listing } = request.body;
      const told = { ...listing, price: priceOf(price, "EUR") };
      const product = await publish(catalog, request, shop.id, told, { productId });
      if (restock === 0) return product;
      const { level } = await inventory.adjustStock(request, {
        idempotencyKey: `${shop.id}:${request.headers["idempotency-key"] ?? randomUUID()}`,
        productId: BigInt(productId),
        delta: BigInt(restock),
        reason: "restock",
      });
      return { ...product, stock: Number((level?.onHand ?? 0n) - (level?.reserved ?? 0n)) };
    },
  );

  app.get("/shops/:id/sales", { schema: { params: ByShop } }, async (request) => {
    const shop = await owned(request.params.id, requireUser(request));
    const rows = await report(sql, shop.id);
    return rows.map(({ revenue, ...row }) => ({
      ...row,
      revenue: fromMinorUnits({ currency: row.currency, minorUnits: revenue }),
    }));
  });

  async function known(id: number): Promise<Shop> {
    const shop = await find(sql, id);
    if (shop === undefined) throw new Problem(404, `There is no shop ${id}.`);
    return shop;
  }

  async function owned(id: number, { userId }: Identity): Promise<Shop> {
    const shop = await known(id);
    if (shop.ownerId !== userId) throw new Problem(403, `Shop ${id} is somebody else's.`);
    return shop;
  }
}

function nameTaken(name: string): Problem {
  const errors = [{ pointer: "/name", in: "body", message: "is another shop's name" }];
  return new Problem(409, `There is a shop ${JSON.stringify(name)} already.`, { errors });
}
