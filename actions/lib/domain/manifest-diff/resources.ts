/** One object of a rendered stream: its text as rendered, and its value for those who judge it. */
import { parse } from "yaml";

export type Value = null | boolean | number | string | readonly Value[] | Fields;
export interface Fields {
  readonly [key: string]: Value | undefined;
}

export interface Resource {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly value: Fields;
}

/**
 * The documents of a stream, as text. What renders them indents what it quotes, so a line of three dashes is always
 * between two documents.
 */
export function documents(stream: string): readonly string[] {
  return stream
    .split(/^---(?: .*)?$/m)
    .map((text) => text.replace(/^\n+/, "").trimEnd())
    .filter((text) => text.replace(/^#.*$/gm, "").trim() !== "");
}

/** What is not an object with a kind and a name is kept, under the words it begins with: nothing may go unseen. */
export function toResource(text: string): Resource {
  const value = parsed(text);
  const metadata = fields(value.metadata);
  const { namespace, name } = metadata;
  return {
    kind: typeof value.kind === "string" ? value.kind : "(no kind)",
    namespace: typeof namespace === "string" ? namespace : undefined,
    name: typeof name === "string" ? name : (text.split("\n", 1)[0] ?? "").slice(0, 80),
    value,
  };
}

/** `Rollout bank-staging/product`. */
export function title({ kind, namespace, name }: Omit<Resource, "value">): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function parsed(text: string): Fields {
  try {
    // Aliases are bounded: a stream of a pull request must not blow up the one who reads it.
    return fields(parse(text, { maxAliasCount: 100, uniqueKeys: false, logLevel: "silent" }) as Value);
  } catch {
    return {};
  }
}

export function isFields(value: Value | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function fields(value: Value | undefined): Fields {
  return isFields(value) ? value : {};
}

export function items(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : [];
}

export function at(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((inner, key) => fields(inner)[key], value);
}
