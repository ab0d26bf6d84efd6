import { CartService } from "@slipway/contracts/gen/shop/v1/cart_pb";
import { CatalogService } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import { CurrencyService } from "@slipway/contracts/gen/shop/v1/currency_pb";
import { RpcError } from "@slipway/kit/rpc";
import type { ServiceDefinition } from "@slipway/kit/service";

type Definition = ServiceDefinition<Record<never, never>>;

export interface CatalogEntry {
  readonly id: number;
  readonly name: string;
  /** In cents. */
  price: number;
}

/** Implements the catalog's contract with a list that a test may change. */
export function catalogOf(entries: readonly CatalogEntry[]): Definition {
  const refuse = () => Promise.reject(new RpcError("UNIMPLEMENTED", "Not in this test."));
  return {
    name: "product",
    settings: {},
    setup({ serve }) {
      serve(CatalogService, {
        getProduct: refuse,
        listProducts: refuse,
        upsertProduct: refuse,
        batchGetProducts: async ({ ids }) => ({
          products: entries
            .filter(({ id }) => ids.includes(BigInt(id)))
            .map(({ id, name, price }) => ({
              id: BigInt(id),
              name,
              price: { currency: "EUR", minorUnits: BigInt(price) },
            })),
        }),
      });
    },
  };
}

export type Carts = Map<string, readonly { readonly productId: number; readonly quantity: number }[]>;

export function cartsOf(carts: Carts): Definition {
  return {
    name: "cart",
    settings: {},
    setup({ serve }) {
      serve(CartService, {
        getCart: async ({ owner }) => ({
          items: (carts.get(owner) ?? []).map(({ productId, quantity }) => ({
            productId: BigInt(productId),
            quantity,
          })),
        }),
      });
    },
  };
}

/** Only dollars, at two for one euro. */
export const twoDollars: Definition = {
  name: "currency",
  settings: {},
  setup({ serve }) {
    serve(CurrencyService, {
      async convert({ amounts, to }) {
        if (to !== "USD") throw new RpcError("INVALID_ARGUMENT", `There is no rate for ${to}.`);
        const inDollars = amounts.map(({ minorUnits }) => ({ currency: to, minorUnits: minorUnits * 2n }));
        return { amounts: inDollars, asOf: "2026-11-20" };
      },
      listCurrencies: async () => ({ currencies: ["EUR", "USD"], asOf: "2026-11-20" }),
    });
  },
};
