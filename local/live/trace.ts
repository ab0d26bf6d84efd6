import type { LivePoint } from "./document.ts";

/** One point every two seconds, for five minutes. */
const longest = 150;

/** Recorded weights, for a chart of their recent history. */
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
