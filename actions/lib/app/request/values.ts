/** How the values of inputs are read from text. */
import * as z from "zod";
import { DEFAULTS } from "../../domain/config/config.ts";
import { parseJson } from "../../domain/parsing/json.ts";
import type { Input } from "./request.ts";

export const text = z.string();

/** Text, or `undefined` when the input is left empty (`default: ""`). */
export const optionalText = z.string().transform((value) => (value === "" ? undefined : value));

export const serviceName = z
  .string()
  .regex(/^[a-z]([a-z0-9-]{0,51}[a-z0-9])?$/, "not a service name (lower case letters, digits and dashes)");

export const commitSha = z.string().regex(/^[0-9a-f]{40}$/, "not a full commit sha (40 hexadecimal digits)");

export const imageDigest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, "not a digest (sha256:<64 hexadecimal digits>)");

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

/** The branch that the environments live on. */
export const branchInput = (description: string) =>
  ({ description, schema: text, default: DEFAULTS.branch, setting: "branch" }) as const satisfies Input;

/** The environment that new releases enter. */
export const firstEnvironmentInput = (description: string) =>
  ({
    description,
    schema: text,
    default: DEFAULTS.firstEnvironment,
    setting: "firstEnvironment",
  }) as const satisfies Input;

/** The author of the commits a verb makes: the same two inputs wherever a verb commits. */
export const botInputs = {
  "bot-name": {
    description: "Name of the author of the commits this verb makes.",
    schema: z.string().min(1),
    default: DEFAULTS.bot.name,
    setting: "bot.name",
  },
  "bot-email": {
    description: "Mail address of the author of the commits this verb makes.",
    schema: z.string().min(3),
    default: DEFAULTS.bot.email,
    setting: "bot.email",
  },
} as const satisfies Readonly<Record<string, Input>>;
