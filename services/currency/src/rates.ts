/**
 * Euro reference rates in the format of the European Central Bank: units of a currency for one euro, in
 * millionths. They are in the code, so that prices depend on nothing outside the shop; new rates are a
 * commit, reviewed and released like other code.
 */
export const asOf = "2026-11-20";

interface Currency {
  /** Decimals of the minor unit (ISO 4217). */
  readonly decimals: number;
  readonly perEuroMillionths: bigint;
}

export const currencies: ReadonlyMap<string, Currency> = new Map([
  ["EUR", { decimals: 2, perEuroMillionths: 1_000_000n }],
  ["USD", { decimals: 2, perEuroMillionths: 1_154_300n }],
  ["GBP", { decimals: 2, perEuroMillionths: 880_150n }],
  ["CHF", { decimals: 2, perEuroMillionths: 928_700n }],
  ["SEK", { decimals: 2, perEuroMillionths: 10_987_500n }],
  ["NOK", { decimals: 2, perEuroMillionths: 11_739_000n }],
  ["DKK", { decimals: 2, perEuroMillionths: 7_468_400n }],
  ["PLN", { decimals: 2, perEuroMillionths: 4_236_500n }],
  ["CZK", { decimals: 2, perEuroMillionths: 24_187_000n }],
  ["CAD", { decimals: 2, perEuroMillionths: 1_623_800n }],
  ["AUD", { decimals: 2, perEuroMillionths: 1_784_600n }],
  ["JPY", { decimals: 0, perEuroMillionths: 181_460_000n }],
]);
