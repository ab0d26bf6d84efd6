import type { CatalogService } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import { fromProto, type Money } from "@slipway/kit/money";
import type { RpcClient } from "@slipway/kit/rpc";
import type { Caller } from "@slipway/kit/upstream";

/** A product and its requested quantity. */
export interface Wanted {
  readonly productId: number;
  readonly quantity: number;
}

export interface PricedLine extends Wanted {
  readonly name: string;
  readonly unitPrice: Money;
  readonly shopId: number;
}

/** Thrown for unknown products. */
export class UnknownProduct extends Error {
  override readonly name = "UnknownProduct";
  readonly productId: number;

  constructor(productId: number) {
    super(`There is no product ${productId}.`);
    this.productId = productId;
  }
}

/**
 * The catalog's current names and prices. Throws `UnknownProduct`, or `RpcError` when the catalog is
 * unavailable.
 */
export async function priced(
  catalog: RpcClient<typeof CatalogService>,
  caller: Caller,
  wanted: readonly Wanted[],
): Promise<PricedLine[]> {
  const ids = [...new Set(wanted.map(({ productId }) => BigInt(productId)))];
  const { products } = await catalog.batchGetProducts(caller, { ids });
  return wanted.map(({ productId, quantity }) => {
    const product = products.find(({ id }) => id === BigInt(productId));
    if (product === undefined) throw new UnknownProduct(productId);
    const { name, shopId, price } = product;
    return { productId, quantity, name, shopId: Number(shopId), unitPrice: fromProto(price) };
  });
}
