import type { CatalogService } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import type { Outbox } from "@slipway/kit/outbox";
import { type Implementation, RpcError } from "@slipway/kit/rpc";
import type { Sql } from "@slipway/kit/sql";
import type { Cache } from "./cache.ts";
import { find, type Product, search } from "./catalog.ts";
import { add, change, NotYours } from "./changes.ts";

const mostInBatch = 100;

/** Prices for other services: always from the database, never from the cache. */
export function catalogRpc(sql: Sql, cache: Cache, outbox: Outbox): Implementation<typeof CatalogService> {
  return {
    async getProduct({ id }) {
      const [product] = await find(sql, [Number(id)]);
      if (product === undefined) throw unknown(id);
      return { product: message(product) };
    },

    async batchGetProducts({ ids }) {
      if (ids.length > mostInBatch)
        throw new RpcError("INVALID_ARGUMENT", `${ids.length} ids are more than ${mostInBatch}.`);
      return { products: (await find(sql, ids.map(Number))).map(message) };
    },

    async listProducts({ query, category, shopId, pageSize, pageToken }) {
      const limit = Math.min(pageSize || 20, mostInBatch);
      const products = await search(sql, {
        words: query || undefined,
        category: category || undefined,
        shopId: Number(shopId) || undefined,
        after: /^\d{1,15}$/.test(pageToken) ? Number(pageToken) : 0,
        limit,
      });
      const isFull = products.length === limit;
      return {
        products: products.map(message),
        nextPageToken: isFull ? String(products.at(-1)?.id ?? "") : "",
      };
    },

    async upsertProduct({ id, idempotencyKey, shopId, name, description, category, price, initialStock }) {
      if (name === "" || price === undefined || price.minorUnits < 0n)
        throw new RpcError("INVALID_ARGUMENT", "A product needs a name and a price that is not negative.");
      if (id === 0n && idempotencyKey === "")
        throw new RpcError("INVALID_ARGUMENT", "A new product needs an idempotency key.");
      const details = {
        name,
        description,
        category,
        shopId: Number(shopId),
        price: Number(price.minorUnits),
        currency: price.currency,
      };
      const product =
        id === 0n
          ? await add(sql, outbox, { ...details, stock: Number(initialStock) }, `${shopId}:${idempotencyKey}`)
          : await changed(Number(id), details);
      await cache.forget(`one:${product.id}`);
      return { product: message(product) };
    },
  };

  async function changed(id: number, details: Parameters<typeof change>[3]): Promise<Product> {
    try {
      const product = await change(sql, outbox, id, details);
      if (product === undefined) throw unknown(id);
      return product;
    } catch (error) {
      if (error instanceof NotYours) throw new RpcError("PERMISSION_DENIED", error.message);
      throw error;
    }
  }
}

function unknown(id: number | bigint): RpcError {
  return new RpcError("NOT_FOUND", `There is no product ${id}.`);
}

function message({ id, price, currency, stock, shopId, ...words }: Product) {
  return {
    ...words,
    id: BigInt(id),
    price: { currency, minorUnits: BigInt(price) },
    stock: BigInt(stock),
    shopId: BigInt(shopId),
  };
}
