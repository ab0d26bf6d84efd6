import { toMinorUnits } from "./money.ts";
import { Problem } from "./problem.ts";

/**
 * A request's `price` in the minor unit. Throws a `Problem` that names the field if it has fractions of the
 * minor unit.
 */
export function priceOf(price: number, currency: string): number {
  const amount = toMinorUnits(price, currency);
  if (amount === undefined) {
    const errors = [{ pointer: "/price", in: "body", message: "must have at most two decimals" }];
    throw new Problem(400, `The price ${price} has fractions of a cent.`, { errors });
  }
  return amount;
}
