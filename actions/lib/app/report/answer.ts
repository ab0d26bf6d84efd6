/** What a verb that only looks answers: for people as text, for programs as the document it was made from. */
export type Tone = "good" | "busy" | "bad" | "warn" | "muted" | "strong";

/** Adds colours if the output supports them; otherwise returns the text unchanged. */
export type Paint = (tone: Tone, text: string) => string;

export interface Answer {
  /** Printed by `--json`, without anything else. */
  readonly document: unknown;
  text(paint: Paint): string;
}

export const plain: Paint = (_tone, text) => text;
