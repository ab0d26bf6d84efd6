/** The lines at the end of a message that programs read: `Slipway-Verb: promote`. */
export type Trailers = ReadonlyMap<string, readonly string[]>;

const LINE = /^([A-Za-z][A-Za-z0-9-]*): (.+)$/;

/** Only of the last paragraph, and only where all of it is trailers: what people wrote above cannot pass for one. */
export function trailersOf(message: string): Trailers {
  const paragraphs = message.trimEnd().split(/\n\s*\n/);
  const found = new Map<string, string[]>();
  if (paragraphs.length < 2) return found;
  for (const line of (paragraphs.at(-1) ?? "").split("\n")) {
    // A value that goes on is indented, as git itself folds them.
    if (/^\s/.test(line)) continue;
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return new Map();
    found.set(name, [...(found.get(name) ?? []), value.trim()]);
  }
  return found;
}
