import { expect, test } from "vitest";
import { slowest } from "./test-report.ts";

const file = (name: string, seconds: number, durations: readonly (number | null)[], status = "passed") => ({
  name: `/repository/${name}`,
  status,
  startTime: 1000,
  endTime: 1000 + seconds * 1000,
  assertionResults: durations.map((duration, index) => ({ title: `test ${index} | all`, duration })),
});

test("the slowest files come first, each with its longest test", () => {
  const testResults = [
    file("a.test.ts", 1, [900, 50]),
    file("b.test.ts", 12.34, [40, 12_300], "failed"),
    file("c.test.ts", 0.5, [null]),
  ];
  expect(slowest(JSON.stringify({ testResults }), "/repository", 2).split("\n")).toEqual([
    "|               file |    s | tests |   its longest test |",
    "| -----------------: | ---: | ----: | -----------------: |",
    "| b.test.ts (failed) | 12.3 |     2 | 12.3 test 1 \\| all |",
    "|          a.test.ts |  1.0 |     2 |  0.9 test 0 \\| all |",
    "",
    "3 files with 5 tests took 14 s, one after the other.",
  ]);
});
