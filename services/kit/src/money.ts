/** An amount in the minor unit of its currency; a safe integer, so that sums are exact. Only JSON at the edge has decimals. */
export interface Money {
  readonly currency: string;
  readonly minorUnits: number;
}

/** `undefined` when the amount has fractions of the minor unit, or is too large to be exact. */
export function toMinorUnits(amount: number, currency: string): number | undefined {
  const factor = 10 ** decimalsOf(currency);
  const minorUnits = Math.round(amount * factor);
  return Number.isSafeInteger(minorUnits) && minorUnits / factor === amount ? minorUnits : undefined;
}

export function fromMinorUnits({ currency, minorUnits }: Money): number {
  return minorUnits / 10 ** decimalsOf(currency);
}

/** Throws when the currencies differ. */
export function add(one: Money, other: Money): Money {
  if (one.currency !== other.currency)
    throw new Error(`${one.currency} and ${other.currency} cannot be added. Convert one of them first.`);
  return { currency: one.currency, minorUnits: exact(one.minorUnits + other.minorUnits) };
}

export function multiply({ currency, minorUnits }: Money, quantity: number): Money {
  return { currency, minorUnits: exact(minorUnits * quantity) };
}

/** To and from `shop.v1.Money`, whose amounts are 64 bits wide. */
export function toProto({ currency, minorUnits }: Money): { currency: string; minorUnits: bigint } {
  return { currency, minorUnits: BigInt(minorUnits) };
}

export function fromProto(
  money: { readonly currency: string; readonly minorUnits: bigint } | undefined,
): Money {
  if (money === undefined || !/^[A-Z]{3}$/.test(money.currency))
    throw new Error(`${JSON.stringify(money?.currency)} is no currency of an amount.`);
  return { currency: money.currency, minorUnits: exact(Number(money.minorUnits)) };
}

/** Decimals of the minor unit (ISO 4217). */
function decimalsOf(currency: string): number {
  return withoutDecimals.has(currency) ? 0 : 2;
}

const withoutDecimals = new Set(["JPY", "KRW", "ISK"]);

function exact(minorUnits: number): number {
  // A negative amount times zero is -0, which comparisons distinguish from 0.
  if (Number.isSafeInteger(minorUnits)) return minorUnits === 0 ? 0 : minorUnits;
  throw new RangeError(`${minorUnits} is not an exact amount.`);
}
