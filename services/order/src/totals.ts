import type { CurrencyService } from "@slipway/contracts/gen/shop/v1/currency_pb";
import type { ShippingService } from "@slipway/contracts/gen/shop/v1/shipping_pb";
import { Deadline } from "@slipway/kit/deadline";
import { add, fromProto, type Money, multiply, toProto } from "@slipway/kit/money";
import { Problem } from "@slipway/kit/problem";
import { type RpcClient, RpcError } from "@slipway/kit/rpc";
import type { Log } from "@slipway/kit/server";
import type { Caller } from "@slipway/kit/upstream";
import type { OrderLine } from "./orders.ts";
import type { PricedLine } from "./prices.ts";

export interface Helpers {
  readonly currency: RpcClient<typeof CurrencyService>;
  readonly shipping: RpcClient<typeof ShippingService>;
  readonly log: Log;
}

export interface Totals {
  readonly lines: readonly OrderLine[];
  readonly shipping: number;
  readonly total: number;
  readonly currency: string;
}

/** Currency of the catalog and the quotes, and of payments while rates are unavailable. */
export const baseCurrency = "EUR";
/** Shipping cost while shipping is unavailable: the price of a parcel in Europe, with little loss in either case. */
export const flatShipping: Money = { currency: baseCurrency, minorUnits: 990 };
/** Time limit for calls that an order can do without. */
const patienceMs = 500;

/** Shipping cost in euros; `flatShipping` when shipping is unavailable. */
export async function quoted(
  { shipping, log }: Helpers,
  caller: Caller,
  country: string,
  items: number,
): Promise<Money> {
  try {
    return fromProto((await shipping.quote(hurried(caller), { country, items })).cost);
  } catch (error) {
    if (error instanceof RpcError && error.code === "INVALID_ARGUMENT") throw error;
    log.warn({ err: error }, "shipping cannot be quoted, so the flat price is asked");
    return flatShipping;
  }
}

/** Everything in one currency: each price is converted, and totals are sums of the shown prices. */
export async function totalOf(
  helpers: Helpers,
  caller: Caller,
  lines: readonly PricedLine[],
  shipping: Money,
  wanted: string,
): Promise<Totals> {
  const amounts = [shipping, ...lines.map(({ unitPrice }) => unitPrice)];
  const [shippingIn, ...unitPrices] = await converted(helpers, caller, amounts, wanted);
  if (shippingIn === undefined) throw new Error("A conversion lost an amount.");
  const inOne = lines.map((line, index) => ({ ...line, unitPrice: unitPrices[index] ?? line.unitPrice }));
  const total = inOne.reduce(
    (sum, { unitPrice, quantity }) => add(sum, multiply(unitPrice, quantity)),
    shippingIn,
  );
  return {
    lines: inOne.map((line) => ({ ...line, unitPrice: line.unitPrice.minorUnits })),
    shipping: shippingIn.minorUnits,
    total: total.minorUnits,
    currency: total.currency,
  };
}

async function converted(
  { currency, log }: Helpers,
  caller: Caller,
  amounts: readonly Money[],
  to: string,
): Promise<readonly Money[]> {
  if (amounts.every((amount) => amount.currency === to)) return amounts;
  try {
    const answer = await currency.convert(hurried(caller), { amounts: amounts.map(toProto), to });
    return answer.amounts.map(fromProto);
  } catch (error) {
    if (error instanceof RpcError && error.code === "INVALID_ARGUMENT")
      throw new Problem(422, `${to} is not a currency that can be paid in.`, { cause: error });
    if (amounts.some((amount) => amount.currency !== baseCurrency)) throw error;
    log.warn({ err: error, wanted: to }, "no rates, so the order is in euros");
    return amounts;
  }
}

function hurried({ id, deadline }: Caller): Caller {
  return { id, deadline: Deadline.after(Math.min(patienceMs, deadline.remaining())) };
}
