import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { TRAFFIC_FLOOR } from "./abort.ts";
import type { Facts } from "./evaluate.ts";
import { look } from "./testing/look.ts";
import {
  aborted,
  analysisRun,
  application,
  metric,
  newRelease,
  oldRelease,
  replicaSet,
  rollout,
  settled,
} from "./testing/objects.ts";

describe("abort", () => {
  const pods = [replicaSet(newRelease, 0), replicaSet(oldRelease, 4)];
  const text = "Rollout aborted update to revision 2";
  const analysed = (name: string, phase: string) =>
    `${text}: Step-based analysis phase error/failed: Metric "${name}" assessed ${phase} due to failed (1) > failureLimit (0)`;
  const abort = (message: string, analysisRuns: Facts["analysisRuns"] = [], change = {}) =>
    look({ rollout: rollout(newRelease, aborted(message, change)), replicaSets: pods, analysisRuns });

  test.each([
    ["a ratio that was measured", [metric("error-ratio", "Failed", "0.19", "0.2")], "failed"],
    ["a latency beyond all buckets", [metric("latency-p95", "Failed", "+Inf")], "failed"],
    ["no traffic", [metric("traffic-floor", "Failed", "0")], "error"],
    [
      "no traffic, and so nothing to measure",
      [metric("traffic-floor", "Failed", "0.2"), metric("latency-p95", "Failed", "NaN")],
      "error",
    ],
    ["no traffic by callers' proxies", [metric("mesh-traffic-floor", "Failed", "0")], "error"],
    ["a mesh that routes a tenth of the requests", [metric("mesh-routes", "Failed", "0.1")], "error"],
    ["a series nobody writes", [metric("error-ratio", "Failed", "")], "error"],
    [
      "errors among too little traffic",
      [metric("traffic-floor", "Failed", "0.4"), metric("error-ratio", "Failed", "1")],
      "failed",
    ],
    ["Prometheus down", [metric("error-ratio", "Error", "connection refused")], "error"],
    [
      "Prometheus down after it had shown errors",
      [metric("latency-p95", "Error", "timeout"), metric("error-ratio", "Failed", "0.5")],
      "failed",
    ],
    [
      "a dry run that failed beside one that could not be measured",
      [{ ...metric("error-ratio", "Failed", "1"), dryRun: true }, metric("latency-p95", "Error", "timeout")],
      "error",
    ],
  ])("by %s", (_name, metrics, cause) => {
    const phase = metrics.some((one) => one.phase === "Error") ? "Error" : "Failed";
    const evidence = abort(analysed("error-ratio", phase), [analysisRun(phase, metrics)]);
    expect(evidence).toMatchObject({
      state: "aborted",
      cause,
      releaseId: newRelease,
      stable: { releaseId: oldRelease },
      step: null,
    });
  });

  test("names the metric, the reason, and the last measurement", () => {
    const evidence = abort(analysed("error-ratio", "Failed"), [
      analysisRun("Failed", [
        metric("error-ratio", "Failed", "0.19", "0.2"),
        metric("traffic-floor", "Successful", "8"),
      ]),
    ]);
    expect(evidence.message).toBe(
      "product-79c4f5d686-2-2: error-ratio failed (Metric assessed Failed due to failed (1) > failureLimit (0)), measured [0.2]",
    );
  });

  test("names in plain text the pods that were not scraped, in each of the ways it can learn this", () => {
    const refusal =
      'execution: found duplicate series for the match group {} on the right hand-side of the operation: [{cause="see up of the canary pods"}, {cause="canary pods not scraped"}];many-to-many matching not allowed: matching labels must be unique on one side';
    const measured = metric("error-ratio", "Error", refusal, refusal);
    const run = { ...measured, measurements: [{ value: "[0]" }, ...(measured.measurements ?? [])] };
    expect(abort(analysed("error-ratio", "Error"), [analysisRun("Error", [run])]).message).toBe(
      "product-79c4f5d686-2-2: error-ratio could not be measured: canary pods not scraped (2 of 3 measurements)",
    );
    expect(abort(`${analysed("error-ratio", "Error")}: "Error Message: ${refusal}"`).message).toMatch(
      /assessed Error due to .*: "canary pods not scraped"$/,
    );
  });

  test("explains a mesh that does not route the requests", () => {
    const evidence = abort(analysed("mesh-routes", "Failed"), [
      analysisRun("Failed", [metric("mesh-routes", "Failed", "0.1")]),
    ]);
    expect(evidence.message).toMatch(/measured \[0\.1\]: the mesh does not route .* a caller has no sidecar/);
  });

  test("without its AnalysisRun the cause is Rollouts' message", () => {
    expect(abort(analysed("error-ratio", "Failed"))).toMatchObject({ cause: "failed" });
    expect(abort(analysed("error-ratio", "Error"))).toMatchObject({ cause: "error" });
    expect(abort(analysed("traffic-floor", "Failed"))).toMatchObject({ cause: "error" });
  });

  test("by the progress deadline: the pods never became available", () => {
    const message = 'ReplicaSet "product-79c4f5d686" has timed out progressing.';
    const conditions = [
      { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message },
    ];
    expect(abort(message, [], { conditions })).toMatchObject({ state: "aborted", cause: "failed", message });
    // Rollouts clears the reason at its next reconciliation.
    expect(abort(text)).toMatchObject({
      cause: "failed",
      message: `${text}: no analysis failed, so the progress deadline passed or a person aborted it`,
    });
  });

  test("is judged only by the runs of this release's last attempt", () => {
    const good = analysisRun("Successful", [], { name: "later", created: "2026-01-01T12:00:20Z" });
    const other = analysisRun("Error", [metric("error-ratio", "Error", "x")], { release: oldRelease });
    const first = analysisRun("Failed", [metric("error-ratio", "Failed", "1")], { name: "first" });
    const retry = analysisRun("Error", [metric("error-ratio", "Error", "refused")], {
      name: "retry",
      created: "2026-01-01T12:00:20Z",
    });
    const runs = [other, first, retry, good];
    expect(abort(text, runs)).toMatchObject({ cause: "error" });
    const named = { canary: { currentBackgroundAnalysisRunStatus: { name: "first" } } };
    expect(abort(text, runs, named)).toMatchObject({ cause: "failed" });
  });

  test("stays aborted when Argo CD is out of sync or unknown", () => {
    for (const app of [application("OutOfSync"), application("Unknown"), undefined]) {
      const change = { rollout: rollout(newRelease, aborted(text)), replicaSets: pods, application: app };
      expect(look(change)).toMatchObject({ state: "aborted" });
    }
  });

  test("ends with the revert: the old release is healthy at once, without steps", () => {
    const reverting = rollout(oldRelease, aborted(text), { generation: 3 });
    expect(look({ rollout: reverting, replicaSets: pods })).toMatchObject({
      state: "running",
      releaseId: oldRelease,
      step: null,
    });
    // The controller clears the abort one reconciliation after it restores the old template.
    const back = rollout(oldRelease, { ...settled(oldRelease), abort: true });
    expect(look({ rollout: back, replicaSets: pods })).toMatchObject({
      state: "healthy",
      releaseId: oldRelease,
    });
  });
});

test("the chart and this file use the same name for the traffic floor", async () => {
  const chart = new URL("../../../../../rollouts/chart/templates/analysis.yaml", import.meta.url);
  expect(await readFile(chart, "utf8")).toContain(`"${TRAFFIC_FLOOR}"`);
});
