import { fromMinorUnits } from "@slipway/kit/money";
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
