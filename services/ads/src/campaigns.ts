/** An advertisement: `path` is a page of the shop, so that no visitor is sent to another site. */
export interface Campaign {
  readonly text: string;
  readonly path: string;
  readonly category: string;
}

/** Campaigns are part of the code: they are few, and changes are reviewed and released like other code. */
export const campaigns: readonly Campaign[] = [
  { category: "navigation", text: "Find your way without a battery: the sextant.", path: "/products/1" },
  { category: "navigation", text: "The Baltic on one sheet. Waterproof.", path: "/products/5" },
  { category: "deck", text: "Heard for two miles: the ship's bell.", path: "/products/2" },
  { category: "deck", text: "A lantern that survives the night watch.", path: "/products/4" },
  { category: "deck", text: "Twenty metres of hemp, spliced by hand.", path: "/products/6" },
  { category: "signals", text: "Say it with flags: the whole alphabet in a bag.", path: "/products/3" },
];

/**
 * Up to `count` campaigns of the given categories, or of any category if none matches. `turn` selects the
 * first, so that each gets its share.
 */
export function choose(categories: readonly string[], count: number, turn: number): readonly Campaign[] {
  const fitting = campaigns.filter(({ category }) => categories.includes(category));
  const pool = fitting.length > 0 ? fitting : campaigns;
  const first = turn % pool.length;
  return [...pool.slice(first), ...pool.slice(0, first)].slice(0, count);
}
