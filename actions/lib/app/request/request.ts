/**
 * One schema for each verb. The typed request, the action's `with:` inputs, the command line's flags and the
 * tables in the READMEs are derived from it, so that they cannot differ (`actions/contract.test.ts` compares
 * them).
 */
import type * as z from "zod";
import type { Setting } from "../../domain/config/settings.ts";
import { Findings } from "../../domain/errors/user-error.ts";

export interface Input<S extends z.ZodType = z.ZodType> {
  readonly description: string;
  /** Reads the text a workflow or a terminal gives. */
  readonly schema: S;
  /** Absent: the input is required. The empty string: optional; the schema then sees "". */
  readonly default?: string;
  /** Key of slipway.yaml with the input's default; `default` is then the key's own default. */
  readonly setting?: Setting;
  /** Another name of the flag at a terminal: `--env` for `--environment`. */
  readonly alias?: string;
  /** At a terminal it may also be given without its name, in the order of the schema. */
  readonly isPositional?: boolean;
}

export type Inputs = Readonly<Record<string, Input>>;
export type Outputs = Readonly<Record<string, string>>;

type CamelCase<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/** `{ "node-image": … }` becomes `{ nodeImage: … }`. */
export type RequestOf<I extends Inputs> = {
  readonly [Name in keyof I & string as CamelCase<Name>]: z.output<I[Name]["schema"]>;
};

export interface RequestSchema<I extends Inputs = Inputs, O extends Outputs = Outputs> {
  readonly verb: string;
  /** One line: the verb's purpose. */
  readonly summary: string;
  readonly inputs: I;
  /** Output name to its description. */
  readonly outputs: O;
  /** Throws {@link BadRequest} with all findings at once. */
  parse(raw: Readonly<Record<string, string | undefined>>): RequestOf<I>;
}

/** `Request<typeof request>` is the type that the verb of that schema receives. */
export type Request<R> = R extends RequestSchema<infer I, Outputs> ? RequestOf<I> : never;

/** The caller's input cannot be used; nothing was done. */
export class BadRequest extends Findings {}

export function defineRequest<const I extends Inputs, const O extends Outputs>(definition: {
  readonly verb: string;
  readonly summary: string;
  readonly inputs: I;
  readonly outputs: O;
}): RequestSchema<I, O> {
  return { ...definition, parse: (raw) => parse(definition.verb, definition.inputs, raw) };
}

export function isRequired(input: Input): boolean {
  return input.default === undefined;
}

function parse<I extends Inputs>(
  verb: string,
  inputs: I,
  raw: Readonly<Record<string, string | undefined>>,
): RequestOf<I> {
  const findings = unknownInputs(verb, inputs, raw);
  const values: Record<string, unknown> = {};
  for (const [name, input] of Object.entries(inputs)) {
    const given = raw[name]?.trim() ?? "";
    if (given === "" && isRequired(input)) {
      findings.push(`${verb}: input "${name}" is missing.\n  Give it: ${input.description}`);
      continue;
    }
    const read = input.schema.safeParse(given === "" ? input.default : given);
    if (read.success) values[camelCase(name)] = read.data;
    else findings.push(...read.error.issues.map((issue) => badValue(verb, name, input, given, issue)));
  }
  if (findings.length > 0) throw new BadRequest(findings);
  return values as RequestOf<I>;
}

function unknownInputs(verb: string, inputs: Inputs, raw: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(raw)
    .filter((name) => !Object.hasOwn(inputs, name))
    .map((name) => `${verb}: there is no input "${name}".\n  Known: ${Object.keys(inputs).join(", ")}.`);
}

function badValue(verb: string, name: string, input: Input, given: string, issue: z.core.$ZodIssue): string {
  const key = issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
  const shown = given.length > 120 ? `${given.slice(0, 120)}…` : given;
  return `${verb}: input "${name}"${key}: ${issue.message}, got "${shown}".\n  Expected: ${input.description}`;
}

export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
