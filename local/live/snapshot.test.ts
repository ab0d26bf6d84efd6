import { expect, test } from "vitest";
import {
  aborted,
  analysisRun,
  canary,
  metric,
  newRelease,
  oldRelease,
  replicaSet,
  rollout,
} from "../../argocd/addons/reporter/src/evaluate/testing/objects.ts";
import type { Objects } from "../../argocd/addons/reporter/src/observe.ts";
import { cellsOf } from "./snapshot.ts";
import { inCanary, promoted } from "./testing/scene.ts";
import { type Traffic, trafficKey } from "./traffic.ts";

const environment = { name: "dev", namespace: "shop-dev" };
const traffic: Traffic = new Map([
  [trafficKey("shop-dev", "product", "79c4f5d686"), 2],
  [trafficKey("shop-dev", "product", "6fd5d8c7b9"), 6],
]);
const product = (objects: Objects, requests = traffic) =>
  cellsOf(environment, objects, requests).get("product");

test("a canary has a step, its desired weight and the weight that its pods counted", () => {
  expect(product(inCanary)).toMatchObject({
    version: "0.1.1",
    releaseId: newRelease,
    phase: "Progressing",
    application: { sync: "Synced", health: "Progressing" },
    step: { index: 2, count: 5 },
    wantedWeight: 25,
    actualWeight: 25,
    requestsPerSecond: 8,
    replicaSets: [
      { role: "canary", availablePods: 1 },
      { role: "stable", availablePods: 3 },
    ],
    metrics: [
      { name: "error-ratio", phase: "Successful", values: [0.001, 0.0004] },
      { name: "latency-p95", phase: "Failed", values: [0.04, 0.21] },
    ],
  });
});

test("without a reported weight, the weight is that of the last setWeight", () => {
  const rollouts = [rollout(newRelease, canary({ currentStepIndex: 4 }))];
  expect(product({ ...inCanary, rollouts })?.wantedWeight).toBe(50);
});

test("a release that serves all traffic has no step, no weight and no empty ReplicaSet", () => {
  expect(product(promoted)).toMatchObject({ step: null, wantedWeight: 0, metrics: [] });
  expect(product(promoted)?.replicaSets).toHaveLength(1);
});

test("requests that were not measured are not zero", () => {
  expect(product(inCanary, new Map())).toMatchObject({ actualWeight: null, requestsPerSecond: null });
});

test("pods that are not scraped are reported in plain text, next to the measurements", () => {
  const message =
    'execution: found duplicate series for the match group {} on the right hand-side of the operation: [{cause="see up of the canary pods"}, {cause="canary pods not scraped"}];many-to-many matching not allowed: matching labels must be unique on one side';
  const late = {
    ...metric("error-ratio", "Running"),
    message: "",
    measurements: [{ phase: "Error", message }],
  };
  const objects = { ...inCanary, analysisRuns: [analysisRun("Running", [late])] };
  expect(product(objects)?.metrics).toEqual([
    {
      name: "error-ratio",
      phase: "Running",
      message: "canary pods not scraped (1 of 1 measurements)",
      values: [],
    },
  ]);
});

test("an abort keeps its message; pods of an older release are shown as old", () => {
  const older = replicaSet(`sha256:${"9".repeat(64)}`, 1);
  const labelled = {
    ...older,
    metadata: { ...older.metadata, labels: { "rollouts-pod-template-hash": "old" } },
  };
  const objects = {
    ...inCanary,
    rollouts: [rollout(newRelease, aborted("Metric latency-p95 failed"))],
    replicaSets: [replicaSet(oldRelease, 4), labelled],
  };
  expect(product(objects)?.message).toContain("latency-p95");
  expect(product(objects)?.replicaSets.map(({ role }) => role)).toEqual(["stable", "old"]);
});
