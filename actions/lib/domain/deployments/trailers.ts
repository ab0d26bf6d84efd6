/** The lines at the end of a message that programs read: `Slipway-Verb: promote`. */
export type Trailers = ReadonlyMap<string, readonly string[]>;

const LINE = /^([A-Za-z][A-Za-z0-9-]*): (.+)$/;

/**
 * Only of the last paragraph, and only where all of it is trailers: what people wrote above cannot pass for one. Read
 * from the end, line by line, so that a message of any size takes time linear in its length.
 */
export function trailersOf(message: string): Trailers {
  const found = new Map<string, string[]>();
  for (const line of lastParagraph(message)) {
    // A value that continues is indented, as git itself folds them.
    if (/^\s/.test(line)) continue;
    const [, name, value] = LINE.exec(line) ?? [];
    if (name === undefined || value === undefined) return new Map();
    const values = found.get(name);
    if (values) values.push(value.trim());
    else found.set(name, [value.trim()]);
  }
  return found;
}

/** Nothing where the message is one paragraph: that is its subject. */
function lastParagraph(message: string): readonly string[] {
  const lines = message.trimEnd().split("\n");
  const blank = lines.findLastIndex((line) => line.trim() === "");
  return blank < 0 ? [] : lines.slice(blank + 1);
}
