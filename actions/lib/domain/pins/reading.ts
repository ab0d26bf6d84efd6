/** Opens a file as Helm and kustomize read it, with the offsets of its own text. */
import { type Document, isScalar, LineCounter, parseAllDocuments } from "yaml";
import { UserError } from "../errors/user-error.ts";
import { duplicateKeys } from "../parsing/duplicate-keys.ts";
import { AmbiguousPin, MissingPin, UnpinnableValue } from "./errors.ts";

/** A file as text, its one document, and the line of any offset. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  lineAt(offset: number | undefined): number | undefined;
}

/** Throws when the text is not one YAML document; a key that appears twice is ambiguous. */
export function openYaml(text: string, file: string): YamlFile {
  return namingFile(text, file, () => readYaml(text, file));
}

/** What a reader throws is about this file alone, and must not end the run for the others. */
export function namingFile<T>(text: string, file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw unreadable(text, file, error);
  }
}

// go-yaml ends lines here too. Each is one character, so offsets stay.
const OTHER_LINE_ENDS = /[\u0085\u2028\u2029]|\r(?!\n)/g;

function readYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const seen = text.replace(OTHER_LINE_ENDS, "\n");
  const documents = parseAllDocuments(seen, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const lineAt = (offset: number | undefined) =>
    offset === undefined ? undefined : lines.linePos(offset).line;
  // After a last `---` there may be nothing but comments; every reader passes over that.
  const [document, second] = (Array.isArray(documents) ? documents : []).filter(
    (each, index) => index === 0 || each.errors.length > 0 || !isEmpty(each),
  );
  if (document === undefined) throw new MissingPin(file, undefined, "the file is empty", "Add the entry.");
  const error = documents.flatMap((each) => each.errors)[0];
  // The reader reports some of its own limits as errors of the text.
  if (error?.message.includes("call stack")) throw new RangeError(error.message);
  if (error !== undefined) {
    throw new UnpinnableValue(file, lineAt(error.pos[0]), `not YAML: ${error.message}`, "Fix the file.");
  }
  if (second !== undefined) {
    const starts = [document, second].map((each) => lineAt(each.range?.[0]) ?? 1);
    throw new AmbiguousPin(file, starts, "several documents in one file", "Keep the pin in its own file.");
  }
  // Helm and kustomize merge all of several `<<`.
  const [twice] = duplicateKeys(document, "<<");
  if (twice !== undefined) {
    throw new AmbiguousPin(
      file,
      [lineAt(twice) ?? 1],
      "a key appears twice in one map",
      "Remove one of them.",
    );
  }
  return { file, text, document, lineAt };
}

function isEmpty({ contents }: Document): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

function unreadable(text: string, file: string, error: unknown): UnpinnableValue {
  if (error instanceof RangeError) {
    const line = deepestLine(text);
    return new UnpinnableValue(
      file,
      line,
      "lists and maps are nested too deeply to be read",
      "Keep the pin in its own file.",
    );
  }
  const words = error instanceof Error ? error.message : String(error);
  return new UnpinnableValue(file, 1, `cannot be read: ${words}`, "Keep the pin in its own file.");
}

/** The line where most brackets and dashes are open; strings and comments may hold some too, so it is an estimate. */
function deepestLine(text: string): number {
  let [depth, deepest, found] = [0, 0, 1];
  for (const [index, line] of text.split("\n").entries()) {
    const dashes = /^[\s-]*/.exec(line)?.[0].replace(/[^-]/g, "").length ?? 0;
    depth += line.replace(/[^[{]/g, "").length;
    const reached = depth + dashes + (/^ */.exec(line)?.[0].length ?? 0) / 2;
    if (reached > deepest) [deepest, found] = [reached, index + 1];
    depth -= line.replace(/[^\]}]/g, "").length;
  }
  return found;
}
