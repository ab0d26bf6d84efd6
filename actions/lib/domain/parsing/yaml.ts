/** YAML files that people write, held to a schema: every finding at once, each with its line and a remedy. */
import { isNode, LineCounter, parseDocument } from "yaml";
import type * as z from "zod";
import { duplicateKeys } from "./duplicate-keys.ts";

export type Parsed<T> = { readonly value: T; readonly findings: readonly [] } | Rejected;

export interface Rejected {
  readonly value: undefined;
  readonly findings: readonly string[];
}

export interface DocumentKind<S extends z.ZodType> {
  readonly schema: S;
  /** Where a right one can be seen: the remedy of every finding. */
  readonly remedy: string;
}

/** No file that people write comes near it, and larger ones could keep a run busy for minutes. */
const LARGEST = 1024 * 1024;
/** Findings beyond these are counted, not listed: each costs a walk through the document, and nobody reads 10 000. */
const MOST_FINDINGS = 50;

/** `file` is only named in the findings. */
export function parseYaml<S extends z.ZodType>(
  text: string | Buffer,
  file: string,
  kind: DocumentKind<S>,
): Parsed<z.output<S>> {
  if (text.length > LARGEST) {
    const size = `${Math.ceil(text.length / 1024)} KiB`;
    return {
      value: undefined,
      findings: [`${file}: ${size} is more than the limit of 1024 KiB.\n  ${kind.remedy}`],
    };
  }
  const lines = new LineCounter();
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false } as const;
  const document = parseDocument(text.toString(), options);
  const finding = (offset: number | undefined, words: string) => {
    const line = offset === undefined ? "" : `:${lines.linePos(offset).line}`;
    return `${file}${line}: ${words}.\n  ${kind.remedy}`;
  };
  if (document.errors.length > 0) {
    const findings = document.errors
      .slice(0, MOST_FINDINGS)
      .map((error) => finding(error.pos[0], `not YAML: ${error.message.replace(/\.$/, "")}`));
    return { value: undefined, findings };
  }
  const twice = duplicateKeys(document);
  if (twice.length > 0) {
    const findings = twice
      .slice(0, MOST_FINDINGS)
      .map((offset) => finding(offset, "not YAML: Map keys must be unique"));
    return { value: undefined, findings };
  }
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    // Too many aliases, which the parser finds when it expands them; or one to an anchor that is not there.
    const cause = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
    return { value: undefined, findings: [finding(undefined, `not plain YAML: ${cause}`)] };
  }
  const checked = kind.schema.safeParse(content);
  if (checked.success) return { value: checked.data, findings: [] };
  const offsetOf = (path: readonly PropertyKey[]) => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return undefined;
  };
  const faults = checked.error.issues.flatMap(perKey);
  const findings = faults
    .slice(0, MOST_FINDINGS)
    .map(({ path, words }) => finding(offsetOf(path), describe(path, words, content)));
  const more = faults.length - findings.length;
  if (more > 0) findings.push(`${file}: ${more} more findings like these.\n  ${kind.remedy}`);
  return { value: undefined, findings };
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly words: string;
}

function perKey(issue: z.core.$ZodIssue): readonly Fault[] {
  if (issue.code !== "unrecognized_keys") return [{ path: issue.path, words: issue.message }];
  return issue.keys.map((key) => ({ path: [...issue.path, key], words: "no such key" }));
}

function describe(path: readonly PropertyKey[], words: string, content: unknown): string {
  const key = path.length === 0 ? "" : `${path.map(String).join(".")}: `;
  const value = path.reduce<unknown>(
    (at, step) => (at as Record<PropertyKey, unknown> | null)?.[step],
    content,
  );
  const shown = value === undefined ? "it is missing" : `got ${shorten(JSON.stringify(value))}`;
  return `${key}${words.charAt(0).toLowerCase()}${words.slice(1)}, ${shown}`;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
