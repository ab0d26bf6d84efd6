import { type Cents, toCents } from "@slipway/kit/money";
import { Problem } from "@slipway/kit/problem";
import type { Caller, Upstream } from "@slipway/kit/upstream";

export interface PriceList {
  /** `undefined` when there is no such product. Throws a `Problem` (502, 503, 504) when the catalog cannot tell. */
  priceOf(productId: number, caller: Caller): Promise<Cents | undefined>;
}

export function priceList(catalog: Upstream): PriceList {
  return {
    async priceOf(productId, caller) {
      const { status, body } = await catalog.call(caller, { method: "GET", path: `/products/${productId}` });
      if (status === 200) return readPrice(await body.json());
      await body.dump();
      if (status === 404) return undefined;
      throw new Problem(502, `${catalog.name} answered ${status}, so the price is not known.`);
    },
  };
}

function readPrice(product: unknown): Cents {
  const price =
    typeof product === "object" && product !== null && "price" in product ? product.price : undefined;
  const cents = typeof price === "number" ? toCents(price) : undefined;
  if (cents === undefined) throw new Problem(502, "product answered without a usable price.");
  return cents;
}
