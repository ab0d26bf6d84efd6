import { expect, test } from "vitest";
import { AnalysisRun, isMet, judge } from "./analysis.ts";
import type { Metric } from "./manifests.ts";

const atMost = "len(result) > 0 && !isNaN(result[0]) && result[0] <= 0.05";

function metric(change: Partial<Metric> = {}): Metric {
  return {
    name: "error-ratio",
    initialDelay: 0,
    interval: 0,
    count: 3,
    failureLimit: 1,
    consecutiveErrorLimit: 1,
    successCondition: atMost,
    provider: { prometheus: { query: "errors", timeout: 1 } },
    ...change,
  };
}

test.each<[string, string, string]>([
  ["good three times", "SSS", "Successful"],
  ["as many failures as are allowed", "SFS", "Successful"],
  ["one failure more", "FF", "Failed"],
  ["not through yet", "SS", "Running"],
  ["errors in a row, as many as are allowed", "SE", "Running"],
  ["one error more", "SEE", "Error"],
  ["errors that are not in a row", "ESES", "Running"],
])("%s", (_name, letters, phase) => {
  const words = { S: "Successful", F: "Failed", E: "Error" } as const;
  const measurements = [...letters].map((letter) => ({ phase: words[letter as keyof typeof words] }));
  expect(judge(metric(), measurements)).toBe(phase);
});

test.each<[readonly number[], boolean]>([
  [[0.05], true],
  [[0.06], false],
  [[], false],
  [[Number.NaN], false],
])("%j <= 0.05 is %s", (values, expected) => {
  expect(isMet(atMost, values)).toBe(expected);
});

test("a condition of another form is an error and never passes", () => {
  expect(() => isMet("result[0] < 1 || true", [0])).toThrow(/unsupported condition: result\[0\] < 1/);
});

test("a run ends with its first failed metric, and shows what was measured", async () => {
  const values = { errors: [0.2], requests: [5] } as const;
  const floor = metric({ name: "traffic-floor", count: 1000, interval: 60 });
  const requests = { ...floor, provider: { prometheus: { query: "requests", timeout: 1 } } };
  const run = new AnalysisRun(
    [metric(), { ...requests, successCondition: atMost.replace("<= 0.05", ">= 1") }],
    async (query) => values[query as keyof typeof values],
  );
  expect(await run.measure(new AbortController().signal)).toBe("Failed");
  expect(run.results[0]).toMatchObject({ name: "error-ratio", phase: "Failed" });
  expect(run.results[0]?.measurements.map(({ value }) => value)).toEqual(["[0.2]", "[0.2]"]);
});
