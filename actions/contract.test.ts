/** Each verb's request schema, its action.yml, its README and the command line say the same, in both directions. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import {
  actionMetadata,
  describedFor,
  documentation,
  documented,
} from "@slipway/lib/app/request/documentation.ts";
import { defineRequest, isRequired, type RequestSchema } from "@slipway/lib/app/request/request.ts";
import { text } from "@slipway/lib/domain/parsing/values.ts";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { verbs } from "./cli/verbs.ts";

const folder = (verb: string) => new URL(`./${verb}/`, import.meta.url);
const read = (verb: string, file: string) => readFileSync(new URL(file, folder(verb)), "utf8");

const metadataSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputs: z.record(
    z.string(),
    z.strictObject({
      description: z.string(),
      required: z.boolean().optional(),
      default: z.string().optional(),
    }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  runs: z.strictObject({ using: z.literal("node24"), main: z.string() }),
});

/** Everything an action.yml says otherwise than the schema. */
function differences(request: RequestSchema, actionYml: string): readonly string[] {
  const metadata = metadataSchema.parse(parse(actionYml));
  const wanted = Object.entries(request.inputs).map(([name, input]) => [
    name,
    isRequired(input)
      ? { description: input.description, required: true }
      : { description: describedFor(input), default: input.setting === undefined ? input.default : "" },
  ]);
  const outputs = Object.entries(request.outputs).map(([name, description]) => [name, { description }]);
  return [
    ...compare("input", Object.fromEntries(wanted), metadata.inputs),
    ...compare("output", Object.fromEntries(outputs), metadata.outputs),
    ...compare("description", { text: request.summary }, { text: metadata.description }),
    ...compare("main", { path: `../dist/${request.verb}.js` }, { path: metadata.runs.main }),
  ];
}

function compare(kind: string, wanted: Record<string, unknown>, found: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(wanted), ...Object.keys(found)])]
    .filter((name) => JSON.stringify(wanted[name]) !== JSON.stringify(found[name]))
    .map((name) => `${kind} ${name}`);
}

test("every folder with an action.yml is a verb of the command line, and the other way round", () => {
  const folders = readdirSync(new URL(".", import.meta.url)).filter((name) =>
    existsSync(new URL("action.yml", folder(name))),
  );
  expect(folders.sort()).toEqual(verbs.map(({ request }) => request.verb).sort());
});

describe.each(verbs.map(({ request }) => [request.verb, request] as const))("%s", (verb, request) => {
  test("AP-1 AP-27 action.yml matches the schema", () => {
    expect(differences(request, read(verb, "action.yml"))).toEqual([]);
  });

  test("AP-1 its bundle exists", () => {
    expect(existsSync(new URL(`../dist/${verb}.js`, folder(verb)))).toBe(true);
  });

  test("README.md has the tables of the schema (renew them with: node actions/document.ts)", () => {
    expect(read(verb, "README.md")).toContain(documentation(request));
  });

  test("AP-3 index.ts does nothing but start the verb", () => {
    expect(read(verb, "index.ts").split("\n").length).toBeLessThanOrEqual(40);
  });
});

const planted = defineRequest({
  verb: "planted",
  summary: "Is described wrongly.",
  inputs: {
    one: { description: "One.", schema: text },
    two: { description: "Two.", schema: text, default: "2" },
  },
  outputs: { out: "What came out." },
});

test.each([
  ["a changed description", "description: One.", "description: Another.", "input one"],
  ["a dropped required", "    required: true\n", "", "input one"],
  ["another default", 'default: "2"', 'default: "3"', "input two"],
  [
    "an input the code does not read",
    "outputs:",
    "  three:\n    description: Three.\noutputs:",
    "input three",
  ],
  ["an output the code never sets", "  out:", "  other:\n    description: Other.\n  out:", "output other"],
  ["another bundle", "../dist/planted.js", "../dist/other.js", "main path"],
])("a planted violation is found: %s", (_name, from, to, found) => {
  const rendered = actionMetadata(planted);
  expect(differences(planted, rendered)).toEqual([]);
  expect(rendered).toContain(from);
  expect(differences(planted, rendered.replace(from, to))).toEqual([found]);
});

test("a README keeps what people wrote around the tables", () => {
  const first = documented("# planted\n\nWords before.\n", planted);
  const again = documented(`${first}\nWords after.\n`, planted);
  expect(again).toBe(`${first}\nWords after.\n`);
  expect(first).toMatch(/^# planted\n\nWords before\.\n\n<!-- inputs/);
});
