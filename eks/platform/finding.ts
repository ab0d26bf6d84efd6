import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";

/** What is wrong, where, and what to do about it. */
export interface Finding {
  readonly file: string;
  /** From 1; absent where a whole file is meant. */
  readonly line?: number;
  readonly what: string;
  readonly remedy: string;
}

/**
 * Reads `file[:line]: what` with the remedy on the lines below, the form of every message of this repository. `what` may begin with
 * a path such as `Resources.Key.Properties`; `textOf` gives the file's text, in which that path has a line.
 */
export function parseFinding(
  message: string,
  textOf: (file: string) => string | undefined = () => undefined,
): Finding {
  const [first = "", ...rest] = message.split("\n");
  const [, file = "", line, what = first] = /^([^\s:]+)(?::(\d+))?: (.*)$/.exec(first) ?? [];
  const known = line === undefined ? lineOf(textOf(file), what) : Number(line);
  return { file, ...(known === undefined ? {} : { line: known }), what, remedy: rest.join(" ").trim() };
}

/** The line of the path before the first colon of `what`, or of the nearest key above it that the file has. */
function lineOf(text: string | undefined, what: string): number | undefined {
  const [, path = ""] = /^([\w-]+(?:\.[\w-]+)*): /.exec(what) ?? [];
  return text === undefined || path === "" ? undefined : lineOfPath(text, path.split("."));
}

/** The line of the key at `path`, or of the nearest one above it. @param path keys, and indexes of lists as numbers in text */
export function lineOfPath(text: string, path: readonly string[]): number | undefined {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  for (let length = path.length; length > 0; length--) {
    const above: unknown = document.getIn(path.slice(0, length - 1).map(keyOf), true);
    const start = startOf(above, path[length - 1] ?? "");
    if (start !== undefined) return counter.linePos(start).line;
  }
  return undefined;
}

const keyOf = (key: string) => (/^\d+$/.test(key) ? Number(key) : key);

/** Where in the text `collection` has `key`. */
function startOf(collection: unknown, key: string): number | undefined {
  const found = isMap(collection)
    ? collection.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)?.key
    : isSeq(collection)
      ? collection.items[Number(key)]
      : undefined;
  return isNode(found) ? found.range?.[0] : undefined;
}

/** Fewer columns for words than these are not worth a break. */
const NARROWEST = 20;

/**
 * One finding on a line, with columns of equal width.
 * @param width of the terminal; what does not fit continues below, in its own column
 */
export function table(rows: readonly (Finding & { readonly part: string })[], width?: number): string {
  const cells = rows.map(({ part, file, line, what, remedy }) => [
    part,
    line === undefined ? file : `${file}:${line}`,
    what,
    remedy,
  ]);
  const all = [["check", "where", "what", "remedy"], ...cells];
  const longest = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const widths = width === undefined ? longest : fitted(longest, width);
  return all.map((row) => line(row, widths)).join("\n");
}

/** The last two columns share what the first two leave, three to two. */
function fitted([part = 0, where = 0, what = 0, remedy = 0]: readonly number[], width: number): number[] {
  const left = width - part - where - 6;
  if (what + remedy <= left || left < 2 * NARROWEST) return [part, where, what, remedy];
  const forRemedy = Math.min(remedy, Math.floor(left * 0.4));
  return [part, where, left - forRemedy, forRemedy];
}

function line(row: readonly string[], widths: readonly number[]): string {
  const cells = row.map((cell, column) => (column < 2 ? [cell] : broken(cell, widths[column] ?? 0)));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((each, column) => (each[at] ?? "").padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  ).join("\n");
}

/** Lines of whole words; a word that is longer than a line is broken. */
function broken(text: string, width: number): readonly string[] {
  return (
    text
      .match(new RegExp(`.{1,${Math.max(width, 1)}}(?= |$)|\\S{${Math.max(width, 1)}}`, "g"))
      ?.map((each) => each.trimStart()) ?? [""]
  );
}
