/** How IAM compares texts. Only what our policies use is known: an unknown operator matches nothing, so it never opens anything. */

export type Operator = (value: string, expected: string) => boolean;

export const operators: ReadonlyMap<string, Operator> = new Map([
  ["StringEquals", (value: string, expected: string) => value === expected],
  ["StringLike", (value: string, expected: string) => like(expected).test(value)],
]);

/** `*` is any text, slashes too; `?` one character. */
export function like(pattern: string, flags = "s"): RegExp {
  const source = [...pattern].map((each) => (each === "*" ? ".*" : each === "?" ? "." : escaped(each)));
  return new RegExp(`^${source.join("")}$`, flags);
}

const escaped = (character: string) => character.replace(/[.+^${}()|[\]\\]/, "\\$&");

/** The texts of an element that may be one or several. */
export const list = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
