/**
 * Reads the GraphQL documents of the adapter, as far as they go (fields, arguments, aliases, one level of fragments), and
 * refuses fields and arguments that `./testdata/github-graphql.json`, an excerpt of GitHub's schema, does not have.
 */
import { readFileSync } from "node:fs";
import * as z from "zod";

const fieldSchema = z.object({ type: z.string(), arguments: z.array(z.string()).default([]) });
const excerpt = z
  .object({
    types: z.record(z.string(), z.record(z.string(), fieldSchema)),
    inputs: z.record(z.string(), z.record(z.string(), z.unknown())),
  })
  .parse(JSON.parse(readFileSync(new URL("./testdata/github-graphql.json", import.meta.url), "utf8")));

/** The schema of an input type, for variables. */
export function inputSchema(name: string): z.ZodType {
  return z.fromJSONSchema(excerpt.inputs[name] ?? {});
}

/** What the document asks that the schema does not have; empty when it is good. */
export function documentFaults(text: string): readonly string[] {
  const tokens = text.match(/\.\.\.|[A-Za-z_$]\w*|\d+|"[^"]*"|[{}():!,[\]]/g) ?? [];
  const faults: string[] = [];
  const take = (): string => tokens.shift() ?? "";
  const skipParentheses = (): readonly string[] => {
    const names: string[] = [];
    take();
    while (tokens.length > 0 && tokens[0] !== ")") {
      const token = take();
      if (tokens[0] === ":" && !token.startsWith("$")) names.push(token);
    }
    take();
    return names;
  };
  const selection = (type: string): void => {
    const fields = excerpt.types[type];
    if (fields === undefined) faults.push(`${type} has no fields`);
    take();
    while (tokens.length > 0 && tokens[0] !== "}") field(type, fields ?? {});
    take();
  };
  const field = (type: string, fields: Readonly<Record<string, z.output<typeof fieldSchema>>>): void => {
    let name = take();
    if (name === "...") {
      take();
      return;
    }
    if (tokens[0] === ":") {
      take();
      name = take();
    }
    const known = fields[name];
    if (known === undefined) faults.push(`${type} has no field ${name}`);
    const given = tokens[0] === "(" ? skipParentheses() : [];
    faults.push(
      ...given
        .filter((each) => known?.arguments.includes(each) !== true)
        .map((each) => `${type}.${name} has no argument ${each}`),
    );
    if (tokens[0] === "{") selection(known?.type ?? "nothing");
    else if (known !== undefined && excerpt.types[known.type] !== undefined)
      faults.push(`${type}.${name} needs a selection`);
  };
  while (tokens.length > 0) {
    const kind = take();
    take();
    if (kind === "fragment") {
      take();
      selection(take());
      continue;
    }
    if (kind !== "query" && kind !== "mutation") return [...faults, `unexpected ${JSON.stringify(kind)}`];
    if (tokens[0] === "(") skipParentheses();
    selection(kind === "query" ? "Query" : "Mutation");
  }
  return faults;
}
