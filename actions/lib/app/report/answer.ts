/** What a verb that only looks answers: for people as text, for programs as the document it was made from. */
export type Tone = "good" | "busy" | "bad" | "warn" | "muted" | "strong";

/** Colours where it is shown allows it; returns the text as it is where not. */
export type Paint = (tone: Tone, text: string) => string;

export interface Answer {
  /** Printed by `--json`, alone. */
  readonly document: unknown;
  text(paint: Paint): string;
}

export const plain: Paint = (_tone, text) => text;
