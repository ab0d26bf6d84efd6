/** Amounts are whole cents inside the services; only JSON at the edge has decimals. */
export type Cents = number;

/** `undefined` when the amount has fractions of a cent. */
export function toCents(amount: number): Cents | undefined {
  const cents = Math.round(amount * 100);
  return Number.isSafeInteger(cents) && cents / 100 === amount ? cents : undefined;
}

export function fromCents(cents: Cents): number {
  return cents / 100;
}
