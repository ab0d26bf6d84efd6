import { currencies } from "./rates.ts";

export interface Amount {
  readonly currency: string;
  readonly minorUnits: bigint;
}

/** Thrown for a currency that is not in the table. */
export class UnknownCurrency extends Error {
  override readonly name = "UnknownCurrency";

  constructor(currency: string) {
    super(`${JSON.stringify(currency)} is none of ${[...currencies.keys()].join(", ")}.`);
  }
}

/**
 * The amount in another currency. It is exact until the end, and then rounded half to even to that currency's
 * minor unit, so that many small amounts do not drift; negative amounts mirror positive ones.
 */
export function convert(amount: Amount, to: string): Amount {
  const source = known(amount.currency);
  const target = known(to);
  if (amount.currency === to) return amount;
  const numerator = amount.minorUnits * target.perEuroMillionths * 10n ** BigInt(target.decimals);
  const denominator = source.perEuroMillionths * 10n ** BigInt(source.decimals);
  return { currency: to, minorUnits: divideHalfEven(numerator, denominator) };
}

export function decimalsOf(currency: string): number {
  return known(currency).decimals;
}

function known(currency: string) {
  const found = currencies.get(currency);
  if (found === undefined) throw new UnknownCurrency(currency);
  return found;
}

/** `denominator` is positive. */
function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const sign = numerator < 0n ? -1n : 1n;
  const magnitude = numerator * sign;
  const quotient = magnitude / denominator;
  const doubled = (magnitude % denominator) * 2n;
  const isUp = doubled > denominator || (doubled === denominator && quotient % 2n === 1n);
  return sign * (isUp ? quotient + 1n : quotient);
}
