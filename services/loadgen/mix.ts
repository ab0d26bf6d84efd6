export interface Share {
  readonly name: string;
  readonly share: number;
}

/** Frequency of each journey in percent: most people browse. */
export const mix: readonly Share[] = [
  { name: "browse", share: 50 },
  { name: "search", share: 20 },
  { name: "buy one", share: 12 },
  { name: "buy as guest", share: 12 },
  { name: "buy with account", share: 4 },
  { name: "sell", share: 2 },
];

/** The name of a journey; `chance` is from 0 to 1, the latter excluded. */
export function nextJourney(chance: number): string {
  let left = chance * mix.reduce((sum, { share }) => sum + share, 0);
  for (const { name, share } of mix) {
    left -= share;
    if (left < 0) return name;
  }
  throw new Error(`There is no journey for ${chance}; give a number from 0 to 1.`);
}
