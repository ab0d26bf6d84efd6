import { type Kv, KvUnavailable } from "@slipway/kit/kv";
import { Problem } from "@slipway/kit/problem";

export interface Item {
  readonly productId: number;
  readonly quantity: number;
}

export const mostItems = 50;
export const mostOfOne = 1000;

/**
 * Carts by owner (`user:<id>`, `session:<id>`), each deleted some time after its last change. Throws a
 * `Problem` with 503 without Redis.
 */
export interface Carts {
  /** In the order of product ids. */
  items(owner: string): Promise<readonly Item[]>;
  /** A quantity of 0 removes the product. Throws a `Problem` with 409 if the cart would exceed its size limit. */
  put(owner: string, item: Item): Promise<void>;
  /**
   * Removes these products and keeps the others, because the customer may continue shopping while an order is
   * made.
   */
  remove(owner: string, productIds: readonly number[]): Promise<void>;
  clear(owner: string): Promise<void>;
  /** Of a product in both, the greater quantity counts, so a repeated merge changes nothing. */
  merge(from: string, to: string): Promise<void>;
}

export function cartsIn(kv: Kv, ttlSeconds: number): Carts {
  const carts: Carts = {
    async items(owner) {
      const fields = await available(() => kv.hashGet(owner));
      return Object.entries(fields)
        .map(([productId, quantity]) => ({ productId: Number(productId), quantity: Number(quantity) }))
        .toSorted((one, other) => one.productId - other.productId);
    },

    async put(owner, { productId, quantity }) {
      if (quantity === 0) return carts.remove(owner, [productId]);
      const items = await carts.items(owner);
      if (items.length >= mostItems && items.every((item) => item.productId !== productId))
        throw new Problem(409, `A cart holds ${mostItems} different products. Take one out first.`);
      await available(() => kv.hashSet(owner, String(productId), String(quantity), ttlSeconds));
    },

    async remove(owner, productIds) {
      if (productIds.length > 0) await available(() => kv.hashDelete(owner, ...productIds.map(String)));
    },

    clear: (owner) => available(() => kv.delete(owner)),

    async merge(from, to) {
      const [added, own] = await Promise.all([carts.items(from), carts.items(to)]);
      const known = new Map(own.map(({ productId, quantity }) => [productId, quantity]));
      for (const { productId, quantity } of added) {
        const already = known.get(productId);
        if (already === undefined && known.size >= mostItems) continue;
        if (already === undefined || already < quantity)
          await available(() => kv.hashSet(to, String(productId), String(quantity), ttlSeconds));
        known.set(productId, quantity);
      }
      await carts.clear(from);
    },
  };
  return carts;
}

async function available<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KvUnavailable)) throw error;
    throw new Problem(503, "Carts cannot be reached now.", { cause: error, retryAfterSeconds: 1 });
  }
}
