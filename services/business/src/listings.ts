import { CatalogService, type Product } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import { InventoryService } from "@slipway/contracts/gen/shop/v1/inventory_pb";
import { fromMinorUnits, fromProto } from "@slipway/kit/money";
import type { RpcClient } from "@slipway/kit/rpc";
import type { Caller } from "@slipway/kit/upstream";

export type CatalogClient = RpcClient<typeof CatalogService>;
export type InventoryClient = RpcClient<typeof InventoryService>;
export { CatalogService, InventoryService };

/** A seller's data about a product; `price` in the minor unit of euros. */
export interface Listing {
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly price: number;
}

/** Adds a listing to the catalog: a new product when `productId` is undefined. */
export async function publish(
  catalog: CatalogClient,
  caller: Caller,
  shopId: number,
  listing: Listing,
  how: { readonly productId: number } | { readonly idempotencyKey: string; readonly stock: number },
): Promise<ReturnType<typeof view>> {
  const { price, ...words } = listing;
  const { product } = await catalog.upsertProduct(caller, {
    ...words,
    shopId: BigInt(shopId),
    price: { currency: "EUR", minorUnits: BigInt(price) },
    ...("productId" in how
      ? { id: BigInt(how.productId) }
      : { idempotencyKey: how.idempotencyKey, initialStock: BigInt(how.stock) }),
  });
  if (product === undefined) throw new Error("The catalog answered without the product it took.");
  return view(product);
}

/** A shop's products, at most 100. */
export async function listingsOf(catalog: CatalogClient, caller: Caller, shopId: number) {
  const { products } = await catalog.listProducts(caller, { shopId: BigInt(shopId), pageSize: 100 });
  return products.map(view);
}

function view({ id, name, description, category, price, stock, shopId }: Product) {
  const amount = fromProto(price);
  return {
    id: Number(id),
    name,
    description,
    category,
    stock: Number(stock),
    price: fromMinorUnits(amount),
    currency: amount.currency,
    shopId: Number(shopId),
  };
}
