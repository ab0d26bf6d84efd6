/**
 * The one gate for YAML that goes to kustomize: a plain subset in which this product's parser, kustomize's and a person
 * read the same. What is outside is refused by name, file and line.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
} from "yaml";
import { decoded, type Fault, refusedCharacters } from "./characters.ts";
import { refusedMarkers, refusedTokens } from "./tokens.ts";

export interface Expected {
  /** "one" where what follows a second `---` would be passed over. */
  readonly documents: "one" | "many";
}

export interface PlainYaml {
  readonly documents: readonly Document[];
  /** `file:line: what.\n  remedy`; when there are any, `documents` is empty. */
  readonly findings: readonly string[];
  lineOf(node: unknown): number;
}

const MOST_BYTES = 2 * 1024 * 1024;
const DEEPEST = 100;
/** Of one file: what is wrong in the same way ten thousand times is reported in twenty lines. */
const MOST_FAULTS = 20;

/** `file` is only named in the findings; `firstLine` is where the text begins in it. */
export function plainYaml(
  content: string | Uint8Array,
  file: string,
  { documents: wanted }: Expected,
  firstLine = 1,
): PlainYaml {
  const lines = new LineCounter();
  const lineOf = (node: unknown) => {
    const offset = isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
    return firstLine - 1 + (offset === undefined ? 1 : lines.linePos(offset).line);
  };
  const refused = (faults: readonly Fault[]): PlainYaml => ({
    documents: [],
    findings: faults
      .slice(0, MOST_FAULTS)
      .map(({ line, words, remedy }) => `${file}:${firstLine - 1 + line}: ${words}.\n  ${remedy}`),
    lineOf,
  });
  const text = decoded(content);
  if (text.length > MOST_BYTES) {
    return refused([{ line: 1, words: "larger than 2 MiB", remedy: "Split the file." }]);
  }
  const characters = refusedCharacters(text);
  if (characters.length > 0) return refused(characters);
  const tokens = [...refusedMarkers(text), ...refusedTokens(text)];
  if (tokens.length > 0) return refused(tokens.toSorted((one, other) => one.line - other.line));
  const documents = parsed(text, lines);
  if (documents === undefined) {
    return refused([{ line: 1, words: "nested too deeply", remedy: "Write it flatter." }]);
  }
  const faults = [
    ...documents.flatMap((document) => [...faultsOf(document, lines)]),
    ...(wanted === "one" ? surplus(documents, lines) : []),
  ];
  return faults.length > 0 ? refused(faults) : { documents, findings: [], lineOf };
}

function parsed(text: string, lines: LineCounter): readonly Document[] | undefined {
  try {
    const options = {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      logLevel: "silent",
    } as const;
    return [...parseAllDocuments(text, options)];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function* faultsOf(document: Document, lines: LineCounter): Generator<Fault> {
  for (const { message, pos } of [...document.errors, ...document.warnings]) {
    if (/call stack/.test(message)) {
      yield { line: 1, words: "nested too deeply", remedy: "Write it flatter." };
      return;
    }
    const words = `not YAML: ${message.replace(/\.$/, "")}`;
    yield { line: lines.linePos(pos[0]).line, words, remedy: "Fix the line." };
  }
  if (document.errors.length === 0) yield* faultsBelow(document.contents, lines, 0);
}

function* faultsBelow(node: unknown, lines: LineCounter, depth: number): Generator<Fault> {
  const line = lineIn(lines, node);
  if (depth > DEEPEST) {
    yield { line, words: "nested too deeply", remedy: "Write it flatter." };
  } else if (isAlias(node)) {
    yield { line, words: "an alias is not allowed", remedy: "Write out what it stands for." };
  } else if (isSeq(node)) {
    for (const item of node.items) yield* faultsBelow(item, lines, depth + 1);
  } else if (isMap(node)) {
    const seen = new Set<string>();
    for (const pair of node.items) {
      yield* faultsOfKey(pair, seen, lines);
      if (pair.value === null) {
        yield {
          line: lineIn(lines, pair.key),
          words: "a key without a value",
          remedy: "Write `key: value`.",
        };
      }
      yield* faultsBelow(pair.value, lines, depth + 1);
    }
  }
}

function* faultsOfKey({ key }: Pair, seen: Set<string>, lines: LineCounter): Generator<Fault> {
  const line = lineIn(lines, key);
  if (!isScalar(key) || typeof key.value !== "string") {
    const words = isScalar(key) ? `the key ${String(key.value)} is not text` : "a key that is not text";
    yield { line, words, remedy: "Quote the key." };
    return;
  }
  if (key.value === "<<") {
    yield { line, words: "the merge key << is not allowed", remedy: "Write out what it would bring in." };
  }
  if (seen.has(key.value)) {
    const words = `the key ${JSON.stringify(key.value)} appears twice in one map`;
    yield { line, words, remedy: "Keep one of the two." };
  }
  seen.add(key.value);
}

function surplus(documents: readonly Document[], lines: LineCounter): readonly Fault[] {
  return documents.slice(1).map((document) => ({
    line: lines.linePos(document.range?.[0] ?? 0).line,
    words: "a second document, where one is read",
    remedy: "Remove it, and the `---` before it.",
  }));
}

function lineIn(lines: LineCounter, node: unknown): number {
  const range = (node as Node | null | undefined)?.range;
  return range === undefined || range === null ? 1 : lines.linePos(range[0]).line;
}
