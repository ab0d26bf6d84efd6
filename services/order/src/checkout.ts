import { createHash } from "node:crypto";
import type { CartService } from "@slipway/contracts/gen/shop/v1/cart_pb";
import type { CatalogService } from "@slipway/contracts/gen/shop/v1/catalog_pb";
import { Problem } from "@slipway/kit/problem";
import type { RpcClient } from "@slipway/kit/rpc";
import type { Caller } from "@slipway/kit/upstream";
import type { NewOrder, Order, Orders, RequestKey } from "./orders.ts";
import { priced, type Wanted } from "./prices.ts";
import type { Runner } from "./runner.ts";
import { baseCurrency, type Helpers, quoted, totalOf } from "./totals.ts";

export interface CheckoutParts extends Helpers {
  readonly orders: Orders;
  readonly runner: Runner;
  readonly catalog: RpcClient<typeof CatalogService>;
  readonly cart: RpcClient<typeof CartService>;
}

export interface Buyer {
  readonly userId: number;
  readonly country: string;
  readonly paymentToken: string;
  readonly isDemo: boolean;
}

/** One product at the catalog's price, with free shipping. */
export async function buyOne(
  parts: CheckoutParts,
  caller: Caller,
  buyer: Buyer,
  wanted: Wanted,
  request: RequestKey,
): Promise<Order> {
  return once(parts, caller, buyer, request, async () => {
    const lines = await priced(parts.catalog, caller, [wanted]);
    const free = { currency: baseCurrency, minorUnits: 0 };
    return { ...(await totalOf(parts, caller, lines, free, baseCurrency)), cartOwner: null };
  });
}

/** The contents of the cart, with shipping, in the requested currency (or euros, if rates are unavailable). */
export async function buyCart(
  parts: CheckoutParts,
  caller: Caller,
  buyer: Buyer,
  cart: { readonly owner: string; readonly currency: string },
  request: RequestKey,
): Promise<Order> {
  return once(parts, caller, buyer, request, async () => {
    const { items } = await parts.cart.getCart(caller, { owner: cart.owner });
    if (items.length === 0) throw new Problem(422, "The cart is empty.");
    const wanted = items.map(({ productId, quantity }) => ({ productId: Number(productId), quantity }));
    const pieces = wanted.reduce((sum, { quantity }) => sum + quantity, 0);
    const [lines, shipping] = await Promise.all([
      priced(parts.catalog, caller, wanted),
      quoted(parts, caller, buyer.country, pieces),
    ]);
    return { ...(await totalOf(parts, caller, lines, shipping, cart.currency)), cartOwner: cart.owner };
  });
}

type Priced = Pick<NewOrder, "lines" | "shipping" | "total" | "currency" | "cartOwner">;

/** A repeated request returns the order that the first one created, in its current state. */
async function once(
  { orders, runner }: CheckoutParts,
  caller: Caller,
  { userId, country, isDemo, paymentToken }: Buyer,
  request: RequestKey,
  price: () => Promise<Priced>,
): Promise<Order> {
  const before = request.key === null ? undefined : await orders.findByKey(request);
  if (before !== undefined) return runner.watch(same(before, request), caller);
  const order = await orders.add({ ...(await price()), userId, country, isDemo }, request);
  if (order !== undefined) return runner.begin(order, caller, paymentToken);
  const faster = await orders.findByKey(request);
  if (faster === undefined) throw new Error("An order vanished between two statements.");
  return runner.watch(same(faster, request), caller);
}

function same(order: Order, { digest }: RequestKey): Order {
  if (order.requestDigest === digest) return order;
  throw new Problem(422, "This Idempotency-Key was used for another request. Use a new one.");
}

/**
 * A fingerprint of the request; the token cannot be recovered from it, because it is hashed with everything
 * else.
 */
export function digestOf(question: object): string {
  return createHash("sha256").update(JSON.stringify(question)).digest("hex");
}
