import type { Fields } from "../manifest-diff/resources.ts";

/** One object of what runs, before and after; absent on the side where it is not. */
export interface ObjectChange {
  readonly kind: string;
  readonly before: Fields | undefined;
  readonly after: Fields | undefined;
}

/** What a reviewer must not overlook, as text. Pure: the same change gives the same notes. */
export type Risk = (change: ObjectChange) => readonly string[];
