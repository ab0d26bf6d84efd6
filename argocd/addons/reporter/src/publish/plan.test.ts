import type { Evidence } from "@slipway/lib/domain/evidence/evidence.ts";
import { describe, expect, test } from "vitest";
import { look } from "../evaluate/testing/look.ts";
import { aborted, newRelease, oldRelease, replicaSet, rollout } from "../evaluate/testing/objects.ts";
import { planEvidence } from "./plan.ts";

const product = look();
const order: Evidence = { ...product, service: "order" };
const observed = (...all: readonly Evidence[]) => new Map(all.map((one) => [one.service, one]));
const plan = (before: readonly Evidence[], after: readonly Evidence[]) =>
  planEvidence("dev/main", observed(...before), observed(...after));

test("without changes there is nothing to do", () => {
  expect(plan([product, order], [order, product])).toBeUndefined();
  expect(plan([], [])).toBeUndefined();
});

test("all changed services are one commit that lists the changes", () => {
  const running: Evidence = { ...order, state: "running", step: { index: 2, count: 5, weight: 25 } };
  const planned = plan([order], [product, { ...running, message: "canary\nat 25 %" }]);
  expect(planned?.commit.message).toBe(
    `evidence(dev/main): 2 services

order: healthy → running (0.1.1 sha256:bbbbbbbbbbbb, 25 %): canary at 25 %
product: new → healthy (0.1.1 sha256:bbbbbbbbbbbb): 4 of 4 pods available`,
  );
  expect(planned?.commit.changes.map(({ path }) => path)).toEqual(["order.json", "product.json"]);
});

test("the file of a removed service is deleted", () => {
  const planned = plan([product, order], [order]);
  expect(planned?.commit).toEqual({
    message: "evidence(dev/main): product gone\n\nproduct: healthy → gone",
    changes: [{ path: "product.json", content: null }],
  });
});

test.each<[string, Partial<Evidence>, { isUrgent: boolean; wakes: readonly string[] }]>([
  ["another release", { releaseId: oldRelease }, { isUrgent: true, wakes: ["changed", "verdict"] }],
  [
    "a new release that begins to roll out",
    { releaseId: oldRelease, state: "running" },
    { isUrgent: true, wakes: ["changed"] },
  ],
  [
    "a healthy release whose pods are replaced",
    { state: "running" },
    { isUrgent: true, wakes: ["changed", "verdict"] },
  ],
  ["another state", { state: "degraded" }, { isUrgent: true, wakes: ["changed", "verdict"] }],
  [
    "an abort",
    { state: "aborted", cause: "error" },
    { isUrgent: true, wakes: ["changed", "verdict", "aborted"] },
  ],
  ["a healthy time that began anew", { since: "2026-01-01T13:00:00.000Z" }, { isUrgent: true, wakes: [] }],
  ["a canary step", { step: { index: 1, count: 2, weight: 25 } }, { isUrgent: true, wakes: [] }],
  ["other stable pods", { stable: { releaseId: null } }, { isUrgent: true, wakes: [] }],
  ["other words", { message: "x", observedGeneration: 9 }, { isUrgent: false, wakes: [] }],
  ["a sync that changed nothing", { revision: "0".repeat(40) }, { isUrgent: false, wakes: [] }],
])("%s", (_name, change, expected) => {
  expect(plan([product], [{ ...product, ...change }])).toMatchObject(expected);
});

describe("the end of a canary starts the workflows that wait for it", () => {
  const canary: Evidence = { ...product, state: "running", step: { index: 2, count: 5, weight: 25 } };
  const aborted: Evidence = { ...product, state: "aborted", cause: "failed" };
  test.each<[string, Evidence[], readonly string[]]>([
    ["promoted", [product], ["changed", "verdict", "canaryEnded"]],
    ["aborted", [aborted], ["changed", "verdict", "aborted", "canaryEnded"]],
    ["over, its last old pods still ending", [{ ...canary, step: null }], ["canaryEnded"]],
    ["gone with its service", [], ["changed", "verdict", "canaryEnded"]],
    ["replaced by the canary of a newer release", [{ ...canary, releaseId: oldRelease }], ["changed"]],
    ["a step further", [{ ...canary, step: { index: 3, count: 5, weight: 50 } }], []],
  ])("%s", (_name, after, wakes) => {
    expect(plan([canary], after)?.wakes).toEqual(wakes);
  });

  test("an abort that turns out to have another cause is reported again", () => {
    expect(plan([aborted], [{ ...aborted, cause: "error" }])?.wakes).toEqual([
      "changed",
      "verdict",
      "aborted",
    ]);
  });
});

test("AG-30 an abort by the deadline that is observed twice is reported once", () => {
  const replicaSets = [replicaSet(newRelease, 0), replicaSet(oldRelease, 4)];
  const reasons = ["ProgressDeadlineExceeded", "RolloutAborted"] as const;
  const [first, second] = reasons.map((reason) => {
    const message = reason === "RolloutAborted" ? "Rollout aborted update to revision 2" : "has timed out";
    const conditions = [{ type: "Progressing", status: "False", reason, message }];
    return { rollout: rollout(newRelease, aborted(message, { conditions })), replicaSets };
  });
  const before = look(first);
  const after = look({ ...second, previous: before });
  expect([before.state, after.state]).toEqual(["aborted", "aborted"]);
  // Argo Rollouts clears its first reason: the new text waits for the next heartbeat, and starts no workflow.
  expect(plan([before], [after])).toMatchObject({ isUrgent: false, wakes: [] });
});
