import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { parseYaml } from "./yaml.ts";

const kind = { schema: z.strictObject({ name: z.string() }), remedy: "See the example." };

test("an alias bomb is a finding about the file, not an exception", () => {
  const bomb = ["a: &a [x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 12; level += 1) {
    const [name, below] = [String.fromCharCode(97 + level), String.fromCharCode(96 + level)];
    bomb.push(`${name}: &${name} [${Array.from({ length: 8 }, () => `*${below}`).join(", ")}]`);
  }
  const { findings } = parseYaml(bomb.join("\n"), "environment.yaml", kind);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatch(/^environment\.yaml: not plain YAML: .*alias.*\n {2}See the example\.$/i);
});

test("an alias without an anchor is a finding", () => {
  expect(parseYaml("name: *nowhere\n", "a.yaml", kind).findings[0]).toMatch(
    /^a\.yaml(:1)?: not (plain )?YAML: /,
  );
});

test("of 10 000 unknown keys the first are listed, the others counted", () => {
  const text = `name: a\n${Array.from({ length: 10_000 }, (_, index) => `key${index}: 1\n`).join("")}`;
  const { findings } = parseYaml(text, "a.yaml", kind);
  expect(findings).toHaveLength(51);
  expect(findings[0]).toContain("a.yaml:2: key0: no such key");
  expect(findings.at(-1)).toContain("9950 more findings");
});

test("of a large map every key that appears twice is found, each with its line", () => {
  const keys = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1\n`);
  const { findings } = parseYaml(`name: a\n${keys.join("")}k7: 2\nname: b\n`, "a.yaml", kind);
  expect(findings).toEqual([
    "a.yaml:60002: not YAML: Map keys must be unique.\n  See the example.",
    "a.yaml:60003: not YAML: Map keys must be unique.\n  See the example.",
  ]);
});

test.each([
  ["of a map below", "name: {a: 1, b: 2, a: 3}"],
  ["that is a number", "1: a\n1: b"],
  ["that merges", "<<: {a: 1}\n<<: {b: 1}"],
])("a key %s that appears twice is a finding", (_, text) => {
  expect(parseYaml(text, "a.yaml", kind).findings).toEqual([
    expect.stringMatching(/^a\.yaml:\d: not YAML: Map keys must be unique\./),
  ]);
});

test("a file over the limit is refused by its size, before it is parsed", () => {
  const { findings } = parseYaml("a".repeat(2 * 1024 * 1024), "a.yaml", kind);
  expect(findings).toEqual(["a.yaml: 2048 KiB is more than the limit of 1024 KiB.\n  See the example."]);
});

test("whatever the text, the answer is a value or findings", () => {
  const unit = fc.constantFrom(
    "&a",
    "*a",
    "a",
    ": ",
    "\n",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "!!set",
    "? ",
    "|",
    "'",
    '"',
    "<<",
    "%",
    "\u0085",
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      const parsed = parseYaml(text, "a.yaml", kind);
      expect(parsed.value !== undefined || parsed.findings.length > 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});
