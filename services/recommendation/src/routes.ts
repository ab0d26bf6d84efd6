import type { CatalogService, Product } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import { fromMinorUnits, fromProto } from "@slipway/kit/money";
import type { RpcClient } from "@slipway/kit/rpc";
import { Type } from "@slipway/kit/schema";
import type { App } from "@slipway/kit/server";
import type { Caller } from "@slipway/kit/upstream";
import type { Companions } from "./companions.ts";

const Wanted = Type.Object({
  productId: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  count: Type.Integer({ minimum: 1, maximum: 20, default: 4 }),
});

type CatalogClient = RpcClient<typeof CatalogService>;

/** Recommendations are filled up from the catalog, for a shop that has sold nothing yet or lost its Redis. */
export function addRoutes(app: App, companions: Companions, catalog: CatalogClient): void {
  app.get("/recommendations", { schema: { querystring: Wanted } }, async (request) => {
    const { productId, count } = request.query;
    const ids = await companions.suggest(productId, count).catch((error: unknown) => {
      request.log.warn({ err: error }, "recommends from the catalog alone");
      return [];
    });
    const known = ids.length > 0 ? await byIds(catalog, request, ids) : [];
    const more = known.length < count ? await some(catalog, request, count + known.length + 1) : [];
    const products = new Map([...known, ...more].map((product) => [product.id, product]));
    if (productId !== undefined) products.delete(BigInt(productId));
    return [...products.values()].slice(0, count).map(view);
  });
}

async function byIds(catalog: CatalogClient, caller: Caller, ids: readonly number[]): Promise<Product[]> {
  return (await catalog.batchGetProducts(caller, { ids: ids.map(BigInt) })).products;
}

async function some(catalog: CatalogClient, caller: Caller, count: number): Promise<Product[]> {
  return (await catalog.listProducts(caller, { pageSize: count })).products;
}

function view({ id, name, category, price }: Product) {
  const amount = fromProto(price);
  return { id: Number(id), name, category, price: fromMinorUnits(amount), currency: amount.currency };
}
