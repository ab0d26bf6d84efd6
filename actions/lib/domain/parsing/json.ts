/** JSON that others wrote, held to a schema. */
import type * as z from "zod";

/** Undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type Checked<T> = { readonly value: T } | { readonly fault: string };

/** The first thing that is wrong, with the key it is at. */
export function checkJson<S extends z.ZodType>(schema: S, text: string): Checked<z.output<S>> {
  const read = schema.safeParse(parseJson(text));
  if (read.success) return { value: read.data };
  const [issue] = read.error.issues;
  const key = issue?.path.join(".");
  return { fault: `${key ? `${key}: ` : ""}${issue?.message}` };
}
