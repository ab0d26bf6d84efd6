import type { CatalogService, Product } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import { add, fromMinorUnits, fromProto, type Money, multiply } from "@slipway/kit/money";
import type { RpcClient } from "@slipway/kit/rpc";
import { type Static, Type } from "@slipway/kit/schema";
import type { Caller } from "@slipway/kit/upstream";
import type { Item } from "./carts.ts";

export type Catalog = RpcClient<typeof CatalogService>;

/** Names and prices are left out when the catalog is unavailable; the contents of the cart do not depend on it. */
export const CartView = Type.Object({
  items: Type.Array(
    Type.Object({
      productId: Type.Integer(),
      quantity: Type.Integer(),
      name: Type.Optional(Type.String()),
      category: Type.Optional(Type.String()),
      price: Type.Optional(Type.Number()),
      currency: Type.Optional(Type.String()),
      stock: Type.Optional(Type.Integer()),
      subtotal: Type.Optional(Type.Number()),
    }),
  ),
  total: Type.Optional(Type.Number()),
  currency: Type.Optional(Type.String()),
});
export type CartView = Static<typeof CartView>;

/** Prices for display only; order asks the catalog for the prices of an order. */
export function priced(items: readonly Item[], products: readonly Product[]): CartView {
  const known = new Map(products.map((product) => [Number(product.id), product]));
  const sums: Money[] = [];
  const lines = items.map((item) => {
    const product = known.get(item.productId);
    if (product === undefined) return item;
    const price = fromProto(product.price);
    const sum = multiply(price, item.quantity);
    sums.push(sum);
    return {
      ...item,
      name: product.name,
      category: product.category,
      stock: Number(product.stock),
      price: fromMinorUnits(price),
      currency: price.currency,
      subtotal: fromMinorUnits(sum),
    };
  });
  const isComplete = sums.length === items.length && new Set(sums.map(({ currency }) => currency)).size === 1;
  if (!isComplete) return { items: lines };
  const total = sums.reduce(add);
  return { items: lines, total: fromMinorUnits(total), currency: total.currency };
}

export async function productsOf(
  catalog: Catalog,
  caller: Caller,
  items: readonly Item[],
): Promise<readonly Product[]> {
  if (items.length === 0) return [];
  return (await catalog.batchGetProducts(caller, { ids: items.map(({ productId }) => BigInt(productId)) }))
    .products;
}
