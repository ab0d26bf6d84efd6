import { expect, test } from "vitest";
import { errorsIn, metricLine, plainError } from "./measurements.ts";

/** As Prometheus 3 answers to a query of the chart while it has no data, with status 422. */
const refusal = (whose: string) =>
  `found duplicate series for the match group {} on the right hand-side of the operation: [{cause="see up of the ${whose}"}, {cause="${whose} not scraped"}];many-to-many matching not allowed: matching labels must be unique on one side`;
const answer = (whose: string) =>
  JSON.stringify({ status: "error", errorType: "execution", error: refusal(whose) });

test.each([
  ["Prometheus' answer", answer("canary pods"), "canary pods not scraped"],
  [
    "its text, as Argo Rollouts passes it on",
    `execution: ${refusal("stable pods")}`,
    "stable pods not scraped",
  ],
  ["callers", `execution: ${refusal("callers' proxies")}`, "callers' proxies not scraped"],
  [
    "in the message of a Rollout",
    `RolloutAborted: Step-based analysis phase error/failed: Metric "error-ratio" assessed Error due to consecutiveErrors (31) > consecutiveErrorLimit (30): "Error Message: execution: ${refusal("canary pods")}"`,
    'RolloutAborted: Step-based analysis phase error/failed: Metric "error-ratio" assessed Error due to consecutiveErrors (31) > consecutiveErrorLimit (30): "canary pods not scraped"',
  ],
  ["the beginning of an answer", answer("canary pods").slice(0, 190), "canary pods not scraped"],
  [
    "another error in an answer",
    '{"status":"error","errorType":"timeout","error":"a \\"b\\""}',
    'timeout: a "b"',
  ],
  [
    "twice",
    `${refusal("canary pods")} and ${refusal("stable pods")}`,
    "canary pods not scraped and stable pods not scraped",
  ],
  ["nothing of the kind", 'dial tcp: connection refused {"a":1}', 'dial tcp: connection refused {"a":1}'],
])("plain words of %s", (_what, text, expected) => {
  expect(plainError(text)).toBe(expected);
});

const late = { phase: "Error", message: `execution: ${refusal("canary pods")}` };

test("causes are counted", () => {
  const measured = [
    late,
    late,
    ...[0.1, 0.2, 0.3].map((value) => ({ value: `[${value}]` })),
    { message: "x" },
  ];
  expect(errorsIn(measured)).toEqual([
    "canary pods not scraped (2 of 6 measurements)",
    "x (1 of 6 measurements)",
  ]);
});

test.each([
  [
    { phase: "Successful", measurements: [late, late, { value: "[0.012345]" }, { value: "[12345.6]" }] },
    "m: Successful, measured 0.0123 12300, 2 × canary pods not scraped yet",
  ],
  [
    {
      phase: "Failed",
      message: "failed (2) > failureLimit (1)",
      measurements: [{ value: "[NaN]" }, { value: "[]" }, { value: "[+Inf]" }, { value: "[2e-7]" }],
    },
    "m: Failed, measured none none +Inf 2e-7 (failed (2) > failureLimit (1))",
  ],
  [
    { phase: "Error", measurements: [{ message: `Post "http://prometheus": ${"long ".repeat(100)}` }] },
    /^m: Error, 1 × Post "http:\/\/prometheus": (long ){5,30}long…$/,
  ],
  [{}, "m: not measured"],
])("a line a metric: %#", (metric, line) => {
  const words = metricLine({ name: "m", ...metric });
  if (line instanceof RegExp) expect(words).toMatch(line);
  else expect(words).toBe(line);
});
