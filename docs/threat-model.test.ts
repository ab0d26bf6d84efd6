/** Each number of the threat model has a row, each row names an existing test, and the threats in doctor's messages have rows. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = new URL("../", import.meta.url).pathname;
const COLUMNS = ["#", "threat", "defense", "operator setup", "open risk", "test"];

interface Row {
  readonly numbers: readonly string[];
  readonly threat: string;
  readonly cells: readonly string[];
}

const lines = readFileSync(join(root, "docs/threat-model.md"), "utf8").split("\n");
const cellsOf = (line: string) =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
const tables = lines.filter((line) => line.startsWith("| ")).map(cellsOf);
const rows: readonly Row[] = tables
  .filter(([first]) => first !== "#")
  .map((cells) => ({ numbers: (cells[0] ?? "").split(", "), threat: cells[1] ?? "", cells }));

const upTo = (letter: string, last: number) =>
  Array.from({ length: last }, (_, index) => `${letter}${index + 1}`);

test("every table has the same columns, and every row all of them", () => {
  const heads = tables.filter(([first]) => first === "#");
  expect(heads.length).toBeGreaterThan(2);
  for (const head of heads) expect(head).toEqual(COLUMNS);
  expect(rows.filter(({ cells }) => cells.length !== COLUMNS.length).map(({ threat }) => threat)).toEqual([]);
});

test("every number has a row, and there are no others", () => {
  const numbers = new Set(rows.flatMap((row) => row.numbers));
  const wanted = [...upTo("T", 12), ...upTo("R", 38).filter((number) => number !== "R31")];
  expect([...numbers].sort()).toEqual(wanted.sort());
});

test("every row has a defense and names an existing test file", () => {
  const faults = rows.flatMap(({ threat, cells: [, , defense = "", , , tests = ""] }) => {
    const files = [...tests.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file = ""]) => file);
    const isTest = files.filter((file) => /\.(?:test|e2e)\.ts$/.test(file));
    return [
      ...(defense === "" ? [`${threat}: no defense`] : []),
      ...(isTest.length === 0 ? [`${threat}: no test`] : []),
      ...files
        .filter((file) => !existsSync(join(root, file)))
        .map((file) => `${threat}: ${file} does not exist`),
    ];
  });
  expect(faults).toEqual([]);
});

test("every threat that slipway doctor names has a row", () => {
  const folder = join(root, "actions/doctor");
  const sources = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const named = sources.flatMap((file) =>
    [...readFileSync(join(folder, file), "utf8").matchAll(/\bthreat:\s*"([^"]+)"/g)].map(
      ([, threat = ""]) => threat,
    ),
  );
  expect(named.length).toBeGreaterThan(10);
  const isRow = (threat: string) =>
    rows.some((row) => row.numbers.includes(threat) || row.threat.startsWith(threat));
  expect(named.filter((threat) => !isRow(threat))).toEqual([]);
});
