import { shapes } from "./shapes.ts";

interface Thing {
  readonly id: number;
  readonly name: string;
  readonly category: string;
}

type Shape = keyof typeof shapes;

/** Words in a name that select a drawing; the first match wins. */
const byWord: readonly (readonly [RegExp, Shape])[] = [
  [/\b(sextant|octant)s?\b/i, "sextant"],
  [/\b(bell)s?\b/i, "bell"],
  [/\b(flag|pennant|ensign|burgee)s?\b/i, "flags"],
  [/\b(lantern|lamp|light)s?\b/i, "lantern"],
  [/\b(chart|map|atlas)s?\b/i, "chart"],
  [/\b(rope|line|hemp|sheet|twine|cord)s?\b/i, "rope"],
  [/\b(compass|binnacle)s?\b/i, "compass"],
  [/\b(anchor|chain)s?\b/i, "anchor"],
  [/\b(ring|buoy|vest|fender)s?\b/i, "ring"],
  [/\b(wheel|helm|tiller)s?\b/i, "wheel"],
  [/\b(spyglass|telescope|binocular)s?\b/i, "spyglass"],
  [/\b(block|pulley|shackle|cleat)s?\b/i, "block"],
];

const byCategory: Readonly<Record<string, readonly Shape[]>> = {
  navigation: ["compass", "spyglass", "chart"],
  deck: ["anchor", "block", "wheel"],
  signals: ["flags", "lantern"],
  rigging: ["block", "rope"],
  safety: ["ring"],
};

const anything: readonly Shape[] = ["crate", "anchor", "wheel", "compass"];

/** A drawing of a product, selected by name or category, so that no pictures are needed. */
export function drawing(thing: Thing): string {
  return `<svg class="drawing" viewBox="0 0 120 120" aria-hidden="true" focusable="false">${shapes[shapeOf(thing)]}</svg>`;
}

export function shapeOf({ id, name, category }: Thing): Shape {
  const named = byWord.find(([word]) => word.test(name))?.[1];
  const choice = Object.hasOwn(byCategory, category) ? (byCategory[category] ?? anything) : anything;
  return named ?? choice[Math.abs(id) % choice.length] ?? "crate";
}
