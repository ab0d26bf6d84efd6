import { expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { flag, json, list, optionalText, services, text } from "../../domain/parsing/values.ts";
import { BadRequest, defineRequest, type Request } from "./request.ts";

const request = defineRequest({
  verb: "deliver",
  summary: "Delivers.",
  inputs: {
    "node-image": { description: "Base image.", schema: text },
    services: { description: "Names.", schema: services, default: "[]" },
    note: { description: "Words.", schema: optionalText, default: "" },
    "dry-run": { description: "Plan only.", schema: flag, default: "false" },
    images: { description: "Images.", schema: json(z.record(z.string(), z.number())), default: "{}" },
  },
  outputs: {},
});

test("kebab-case inputs become camelCase keys with the schema's types", () => {
  const parsed = request.parse({ "node-image": "node", services: '["order"]', images: '{"order": 1}' });
  expect(parsed).toEqual({
    nodeImage: "node",
    services: ["order"],
    note: undefined,
    dryRun: false,
    images: { order: 1 },
  });
  expectTypeOf(parsed).toEqualTypeOf<Request<typeof request>>();
  expectTypeOf(parsed.nodeImage).toEqualTypeOf<string>();
  expectTypeOf(parsed.note).toEqualTypeOf<string | undefined>();
  expectTypeOf(parsed.dryRun).toEqualTypeOf<boolean>();
});

test("AP-4 all findings come together, each with the value and what was expected", () => {
  const bad = { services: "Order", "dry-run": "yes", images: "{", colour: "red" };
  let caught: unknown;
  try {
    request.parse(bad);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(BadRequest);
  const { findings } = caught as BadRequest;
  expect(findings).toHaveLength(5);
  expect(findings[0]).toContain('there is no input "colour"');
  expect(findings[1]).toContain('"node-image" is missing');
  expect(findings[2]).toContain('got "Order"');
  expect(findings[3]).toContain('neither "true" nor "false", got "yes"');
  expect(findings[4]).toContain('not JSON, got "{"');
});

test("an empty input is a missing one", () => {
  expect(() => request.parse({ "node-image": "  " })).toThrow('"node-image" is missing');
});

test.each([
  ["", []],
  ["a", ["a"]],
  ["a, b\nc", ["a", "b", "c"]],
  ['["a","b"]', ["a", "b"]],
])("the list %j", (value, expected) => expect(list.parse(value)).toEqual(expected));

test("a list in JSON of another type is refused", () => {
  expect(list.safeParse('[{"a": 1}]').success).toBe(false);
  expect(list.safeParse("[a").success).toBe(false);
});
