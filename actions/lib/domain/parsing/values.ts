/** How values are read from the text of an input, a file or a registry's answer. */

import * as z from "zod";
import { DIGEST, FULL_SHA } from "./identifiers.ts";
import { parseJson } from "./json.ts";

export const text = z.string();

/** Text, or `undefined` when the input is left empty (`default: ""`). */
export const optionalText = z.string().transform((value) => (value === "" ? undefined : value));

export const serviceName = z
  .string()
  .regex(/^[a-z]([a-z0-9-]{0,51}[a-z0-9])?$/, "not a service name (lower case letters, digits and dashes)");

/** An image as verbs hand it on: a service's own by the service's name, a further one as `service.name`. */
export const imageKey = z
  .string()
  .regex(
    /^[a-z]([a-z0-9-]{0,51}[a-z0-9])?(\.[a-z]([a-z0-9-]{0,20}[a-z0-9])?)?$/,
    "not a service name, or one with the name of a further image (order.migrate)",
  );

export const commitSha = z.string().regex(FULL_SHA, "not a full commit sha (40 hexadecimal digits)");

export const imageDigest = z.string().regex(DIGEST, "not a digest (sha256:<64 hexadecimal digits>)");

export const flag = z
  .enum(["true", "false"], 'neither "true" nor "false"')
  .transform((value) => value === "true");

/** A JSON array of strings, or the same separated by commas or white space; "" is the empty list. */
export const list = z.string().transform((value, context): readonly string[] => {
  if (!value.startsWith("[")) return value.split(/[\s,]+/).filter((item) => item !== "");
  const parsed = z.array(z.string()).safeParse(parseJson(value));
  if (parsed.success) return parsed.data;
  context.addIssue("not a JSON array of strings");
  return z.NEVER;
});

export const services = list.pipe(z.array(serviceName)).transform((names) => [...new Set(names)]);

/** JSON text that holds what `schema` describes. */
export function json<S extends z.ZodType>(schema: S) {
  return z
    .string()
    .transform((value, context): unknown => {
      const parsed = parseJson(value);
      if (parsed === undefined) context.addIssue("not JSON");
      return parsed;
    })
    .pipe(schema);
}
