/** YAML files that people write, held to a schema: every finding at once, each with its line and a remedy. */
import { isNode, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";

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

/** `file` is only named in the findings. */
export function parseYaml<S extends z.ZodType>(
  text: string | Buffer,
  file: string,
  kind: DocumentKind<S>,
): Parsed<z.output<S>> {
  const lines = new LineCounter();
  const document = parseDocument(text.toString(), { lineCounter: lines, prettyErrors: false });
  const finding = (offset: number | undefined, words: string) => {
    const line = offset === undefined ? "" : `:${lines.linePos(offset).line}`;
    return `${file}${line}: ${words}.\n  ${kind.remedy}`;
  };
  if (document.errors.length > 0) {
    const findings = document.errors.map((error) =>
      finding(error.pos[0], `not YAML: ${error.message.replace(/\.$/, "")}`),
    );
    return { value: undefined, findings };
  }
  const content: unknown = document.toJS();
  const checked = kind.schema.safeParse(content);
  if (checked.success) return { value: checked.data, findings: [] };
  const offsetOf = (path: readonly PropertyKey[]) => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return undefined;
  };
  const findings = checked.error.issues
    .flatMap(perKey)
    .map(({ path, words }) => finding(offsetOf(path), describe(path, words, content)));
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
