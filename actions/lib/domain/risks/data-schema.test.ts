import { expect, test } from "vitest";
import type { DataSchema } from "../releases/releases.ts";
import { dataSchemaNotes } from "./data-schema.ts";

const before: DataSchema = { needs: 3, provides: [3] };
const expand: DataSchema = { needs: 3, provides: [3, 4] };
const use: DataSchema = { needs: 4, provides: [3, 4] };
const contract: DataSchema = { needs: 4, provides: [4] };
const inProd = (dataSchema: DataSchema) => [{ name: "0.3.0 in prod", dataSchema }];

test("expand, use, contract, each when the one before runs everywhere: no risk", () => {
  expect(dataSchemaNotes(undefined, before, [])).toEqual([]);
  expect(dataSchemaNotes(before, expand, inProd(before))).toEqual([]);
  expect(dataSchemaNotes(expand, use, inProd(expand))).toEqual([]);
  expect(dataSchemaNotes(use, contract, inProd(use))).toEqual([]);
});

test.each<[string, DataSchema, DataSchema | undefined, DataSchema, RegExp]>([
  ["use and expand in one release", before, use, before, /^needs data schema 4 in the release that first/],
  [
    "a contract while prod needs the old one",
    use,
    contract,
    expand,
    /^drops data schema 3, which 0\.3\.0 in/,
  ],
  ["a migration backwards", expand, before, expand, /^provides data schema 3 at most, 4 before/],
  ["a declaration that goes", use, undefined, use, /no longer declared/],
])("PP-21 a planted risk is reported: %s", (_, from, to, standing, words) => {
  expect(dataSchemaNotes(from, to, inProd(standing))).toEqual([expect.stringMatching(words)]);
});
