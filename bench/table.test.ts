import { expect, test } from "vitest";
import { median, table } from "./table.ts";

test("columns are aligned", () => {
  expect(table(["services", "s"], [["1", "0.50"]])).toBe(
    "| services |    s |\n| -------: | ---: |\n|        1 | 0.50 |",
  );
});

test.each([
  [[3], 3],
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[], 0],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});
