import { shapes } from "./shapes.ts";

interface Thing {
  readonly id: number;
  readonly name: string;
  readonly category: string;
}

type Shape = keyof typeof shapes;

/** What a name says the thing is; the first that fits. */
const byWord: readonly (readonly [RegExp, Shape])[] = [
  [/sextant|octant/i, "sextant"],
  [/bell/i, "bell"],
  [/flag|pennant|ensign|burgee/i, "flags"],
  [/lantern|lamp|light/i, "lantern"],
  [/chart|map|atlas/i, "chart"],
  [/rope|line|hemp|sheet|twine|cord/i, "rope"],
  [/compass|binnacle/i, "compass"],
  [/anchor|chain/i, "anchor"],
  [/ring|buoy|vest|fender/i, "ring"],
  [/wheel|helm|tiller/i, "wheel"],
  [/glass|scope|binocular/i, "spyglass"],
  [/block|pulley|shackle|cleat/i, "block"],
];

const byCategory: Readonly<Record<string, readonly Shape[]>> = {
  navigation: ["compass", "spyglass", "chart"],
  deck: ["anchor", "block", "wheel"],
  signals: ["flags", "lantern"],
  rigging: ["block", "rope"],
  safety: ["ring"],
};

const anything: readonly Shape[] = ["crate", "anchor", "wheel", "compass"];

/** A drawing of a product, made from what it is called or where it belongs; nobody has to bring a picture. */
export function drawing(thing: Thing): string {
  return `<svg class="drawing" viewBox="0 0 120 120" aria-hidden="true" focusable="false">${shapes[shapeOf(thing)]}</svg>`;
}

export function shapeOf({ id, name, category }: Thing): Shape {
  const named = byWord.find(([word]) => word.test(name))?.[1];
  const choice = Object.hasOwn(byCategory, category) ? (byCategory[category] ?? anything) : anything;
  return named ?? choice[Math.abs(id) % choice.length] ?? "crate";
}
