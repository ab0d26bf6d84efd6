/** Each requirement of docs/requirements.md is held by tests that exist, or says in words why not. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = new URL("../docs/requirements.md", import.meta.url);

const numbers = [
  ...Array.from({ length: 32 }, (_, index) => `AP-${index + 1}`),
  ...Array.from({ length: 30 }, (_, index) => `PP-${index + 1}`),
  ...Array.from({ length: 3 }, (_, index) => `AG-${index + 28}`),
  ...Array.from({ length: 20 }, (_, index) => `SP-${index + 1}`),
];

/** Everything that is wrong with the table. */
function faults(text: string): readonly string[] {
  const rows = [...text.matchAll(/^\| ((?:AP|PP|AG|SP)-\d+) \| (.+?) \| (.*?) \|$/gm)];
  const seen = rows.map(([, number]) => number ?? "");
  const missing = numbers.filter((number) => !seen.includes(number)).map((number) => `${number}: no row`);
  const double = seen
    .filter((number, index) => seen.indexOf(number) !== index)
    .map((number) => `${number}: twice`);
  return [
    ...missing,
    ...double,
    ...rows.flatMap(([, number, , held]) => rowFaults(number ?? "", held ?? "")),
  ];
}

function rowFaults(number: string, held: string): readonly string[] {
  if (held.trim() === "") return [`${number}: neither a test nor a reason`];
  const links = [...held.matchAll(/\[([^\]]+)\]\(([^)]+)\)/g)];
  return links
    .filter(([, name = "", path = ""]) => !hasTest(new URL(path, page), name))
    .map(([, name, path]) => `${number}: no test "${name}" in ${path}`);
}

/** A name opens a string of the file: a title, or a row of a table of cases. */
function hasTest(file: URL, name: string): boolean {
  if (!existsSync(file)) return false;
  const source = readFileSync(file, "utf8");
  return ['"', "'", "`"].some((quote) => source.includes(`${quote}${name}${quote}`));
}

const text = readFileSync(page, "utf8");

test("every requirement has its tests, or says why not", () => {
  expect(faults(text)).toEqual([]);
});

test.each([
  ["a test that is not there", "[AP-9 is sent as", "[AP-9 was sent as", /^AP-9: no test "AP-9 was sent/],
  ["a file that is not there", "lib/forge/github.test.ts", "lib/forge/hub.test.ts", /^AP-10: no test/],
  ["a missing row", "| AP-24 |", "| XX-24 |", /^AP-24: no row/],
  ["a row that stands twice", "| AP-24 |", "| AP-23 |", /^AP-24: no row/],
  ["an empty row", "| comes with `eks/iam` |", "|  |", /^AP-21: neither/],
])("a planted violation is found: %s", (_, from, to, found) => {
  expect(text).toContain(from);
  expect(faults(text.replace(from, to))[0]).toMatch(found);
});
