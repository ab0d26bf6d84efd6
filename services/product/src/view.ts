import { fromMinorUnits, toMinorUnits } from "@slipway/kit/money";
import { Problem } from "@slipway/kit/problem";
import { type Static, Type } from "@slipway/kit/schema";
import type { Product } from "./catalog.ts";

export const ProductView = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  description: Type.String(),
  category: Type.String(),
  price: Type.Number(),
  currency: Type.String(),
  stock: Type.Integer(),
  shopId: Type.Integer(),
});
export type ProductView = Static<typeof ProductView>;

export function view({ price, ...product }: Product): ProductView {
  return { ...product, price: fromMinorUnits({ currency: product.currency, minorUnits: price }) };
}

/** Throws a `Problem` that names the field when the price has fractions of the smallest coin. */
export function priceOf(price: number, currency: string): number {
  const amount = toMinorUnits(price, currency);
  if (amount === undefined) {
    const errors = [{ pointer: "/price", in: "body", message: "must have at most two decimals" }];
    throw new Problem(400, `The price ${price} has fractions of a cent.`, { errors });
  }
  return amount;
}
