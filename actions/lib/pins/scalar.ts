/** Replaces one value of a YAML file and not a byte more. */
import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  parse as parseYaml,
} from "yaml";
import { AmbiguousPin, MissingPin, UnpinnableValue } from "./errors.ts";

export type Path = readonly (string | number)[];

/** A file as text, its one document, and the line of any offset. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  lineAt(offset: number | undefined): number | undefined;
}

/** Throws when the text is not one YAML document; a key that stands twice is ambiguous. */
export function openYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number | undefined) =>
    offset === undefined ? undefined : lines.linePos(offset).line;
  const [document, second] = Array.isArray(documents) ? documents : [];
  if (document === undefined) throw new MissingPin(file, undefined, "the file is empty", "Add the entry.");
  const [error] = documents.flatMap((each) => each.errors);
  if (error?.code === "DUPLICATE_KEY") {
    const line = lineAt(error.pos[0]) ?? 1;
    throw new AmbiguousPin(file, [line], "a key stands twice in one map", "Remove one of them.");
  }
  if (error !== undefined) {
    throw new UnpinnableValue(file, lineAt(error.pos[0]), `not YAML: ${error.message}`, "Mend the file.");
  }
  if (second !== undefined) {
    const starts = [document, second].map((each) => lineAt(each.range?.[0]) ?? 1);
    throw new AmbiguousPin(
      file,
      starts,
      "several documents in one file",
      "Keep the pin in a file of its own.",
    );
  }
  return { file, text, document, lineAt };
}

/** One value to be replaced: the bytes from `start` to `end` become `text`. */
export interface Edit {
  readonly path: Path;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The edit that makes the value at `path` be `value`; undefined when it is already. */
export function editOf(yaml: YamlFile, path: Path, value: string): Edit | undefined {
  const { node, start, end } = scalarAt(yaml, path);
  return node.value === value ? undefined : { path, value, start, end, text: written(value, node.type) };
}

/**
 * The text with all edits made. Comments, order, quotes and everything else stay byte for byte. Throws `UnpinnableValue`
 * when two edits touch, or when what is read again differs in more than these values.
 */
export function applyEdits(yaml: YamlFile, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((one, other) => one.start - other.start);
  let replaced = "";
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at) throw unpinnable(yaml, edits, "it is to be replaced twice", "Pin each value once.");
    replaced += yaml.text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  replaced += yaml.text.slice(at);
  if (edits.length > 0) requireOnlyThese(yaml, replaced, edits);
  return replaced;
}

/** What stands at `path` now. */
export function scalarValue(yaml: YamlFile, path: Path): unknown {
  return scalarAt(yaml, path).node.value;
}

interface Found {
  readonly node: { readonly value: unknown; readonly type?: unknown };
  readonly start: number;
  readonly end: number;
}

function scalarAt(yaml: YamlFile, path: Path): Found {
  const { file, document } = yaml;
  const shown = formatPath(path);
  let at: unknown = document.contents;
  for (const [depth, step] of path.entries()) {
    requireNoAlias(yaml, at, path.slice(0, depth));
    const next: unknown = isMap(at) || isSeq(at) ? at.get(step, true) : undefined;
    if (next === undefined) {
      const parent = isNode(at) ? yaml.lineAt(at.range?.[0]) : undefined;
      const words = `${shown}: there is no ${formatPath(path.slice(0, depth + 1))}`;
      throw new MissingPin(
        file,
        parent,
        words,
        "Add it with any value; only values that are there are replaced.",
      );
    }
    at = next;
  }
  requireNoAlias(yaml, at, path);
  const line = isNode(at) ? yaml.lineAt(at.range?.[0]) : undefined;
  if (!isScalar(at) || !at.range) {
    throw new UnpinnableValue(file, line, `${shown} is a list or a map`, "Name a single value.");
  }
  if (at.type === "BLOCK_LITERAL" || at.type === "BLOCK_FOLDED") {
    throw new UnpinnableValue(file, line, `${shown} is a block of text`, "Write it on one line.");
  }
  if (at.range[0] === at.range[1]) {
    throw new MissingPin(file, line, `${shown} has no value`, 'Give it one, such as "".');
  }
  return { node: at, start: at.range[0], end: at.range[1] };
}

function requireNoAlias({ file, lineAt }: YamlFile, node: unknown, path: Path): void {
  if (!isAlias(node)) return;
  throw new UnpinnableValue(
    file,
    lineAt(node.range?.[0]),
    `${formatPath(path)} is the alias *${node.source}`,
    `Write the value out, or pin the place that has &${node.source}.`,
  );
}

/** Keeps the quotes that are there; adds some where the bare word would be read as something else. */
function written(value: string, type: unknown): string {
  // Between single quotes a line break would be folded into a space.
  if (type === "QUOTE_SINGLE" && !/\p{Cc}/u.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (type === "QUOTE_DOUBLE" || !readsAsItself(value)) return JSON.stringify(value);
  return value;
}

/** In every place it could stand in: `1.10` is a number, `a: b` a map, `a, b` ends an entry of a flow list. */
function readsAsItself(value: string): boolean {
  return (
    /^[A-Za-z0-9._/@:+-]+$/.test(value) && !value.endsWith(":") && parseYaml(`[${value}]`)?.[0] === value
  );
}

/** Whatever the file does with anchors and quotes: read again, it differs in those values alone. */
function requireOnlyThese(yaml: YamlFile, replaced: string, edits: readonly Edit[]): void {
  const wanted = structuredClone(yaml.document.toJS() as unknown);
  // Cloned, what two aliases share is still one object; written as JSON, each has its own.
  const apart = JSON.parse(JSON.stringify(wanted)) as unknown;
  for (const { path, value } of edits) setValue(apart, path, value);
  const now = JSON.parse(JSON.stringify(openYaml(replaced, yaml.file).document.toJS())) as unknown;
  if (isDeepStrictEqual(now, apart)) return;
  throw unpinnable(
    yaml,
    edits,
    "replacing it would change other values too",
    "Give it a value of its own, without an anchor that others refer to.",
  );
}

function unpinnable(yaml: YamlFile, edits: readonly Edit[], words: string, remedy: string): UnpinnableValue {
  const paths = edits.map(({ path }) => formatPath(path)).join(", ");
  return new UnpinnableValue(yaml.file, undefined, `${paths}: ${words}`, remedy);
}

function setValue(content: unknown, path: Path, value: string): void {
  let at = content as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  at[path.at(-1) ?? ""] = value;
}

/** `image.tag`, `images[2].newTag`. */
export function formatPath(path: Path): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join("");
}
