/** docs/reference and docs/requirements.md are what the code says. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod";
import { generatedPages, root } from "./pages.ts";
import { coverage, faults, numbersIn, readRequirements } from "./requirements.ts";
import { schemaTable } from "./schema-page.ts";

test.each(Object.entries(generatedPages()))("%s is current (renew it with: npm run docs)", (path, text) => {
  expect(readFileSync(new URL(path, root), "utf8")).toBe(text);
});

test("every requirement has tests or a note, and every number in a test name is a requirement", () => {
  expect(faults(readRequirements(), coverage(root))).toEqual([]);
});

test("planted: a requirement without a test, and a test of an unknown requirement", () => {
  const sections = [
    { title: "Planted", requirements: { "AP-1": { text: "Tested" }, "AP-2": { text: "Untested" } } },
  ];
  const covered = new Map(["AP-1", "AP-99"].map((number) => [number, new Set(["planted.test.ts"])]));
  expect(faults(sections, covered)).toEqual([
    "AP-2: no test carries this number and no note says why.",
    "AP-99: not in requirements.yaml, but in planted.test.ts.",
  ]);
});

test("numbers are read from the start of a test's name", () => {
  expect(numbersIn('test("PP-7 AP-26 changes bytes", f); test("SP-8: money (AP-1 too)", f);')).toEqual([
    "PP-7",
    "AP-26",
    "SP-8",
  ]);
});

test("planted: a key without a description", () => {
  const schema = z.strictObject({
    a: z.string().describe("described"),
    b: z.strictObject({ c: z.string() }),
  });
  expect(() => schemaTable(schema)).toThrow("no description: `b.c`");
});
