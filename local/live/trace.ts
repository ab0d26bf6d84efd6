import type { LivePoint } from "./document.ts";

/** At one point every two seconds, five minutes. */
const longest = 150;

/** The weights that were looked at, for a chart that shows the way to where they are now. */
export class Traces {
  readonly #points = new Map<string, readonly LivePoint[]>();

  /** Adds a point and returns all of them, oldest first. */
  add(key: string, point: LivePoint): readonly LivePoint[] {
    const points = [...this.of(key), point].slice(-longest);
    this.#points.set(key, points);
    return points;
  }

  of(key: string): readonly LivePoint[] {
    return this.#points.get(key) ?? [];
  }
}
