import { expect, test } from "vitest";
import type { Evidence } from "../../../../../actions/lib/evidence/evidence.ts";
import { look } from "../evaluate/testing/look.ts";
import { oldRelease } from "../evaluate/testing/objects.ts";
import { planEvidence } from "./plan.ts";

const product = look();
const order: Evidence = { ...product, service: "order" };
const observed = (...all: readonly Evidence[]) => new Map(all.map((one) => [one.service, one]));
const plan = (before: readonly Evidence[], after: readonly Evidence[]) =>
  planEvidence("dev/main", observed(...before), observed(...after));

test("nothing new, nothing to do", () => {
  expect(plan([product, order], [order, product])).toBeUndefined();
  expect(plan([], [])).toBeUndefined();
});

test("all changed services are one commit that says what happened", () => {
  const running: Evidence = { ...order, state: "running", step: { index: 2, count: 5, weight: 25 } };
  const planned = plan([order], [product, { ...running, message: "canary\nat 25 %" }]);
  expect(planned?.commit.message).toBe(
    `evidence(dev/main): 2 services

order: healthy → running (0.1.1 sha256:bbbbbbbbbbbb, 25 %): canary at 25 %
product: new → healthy (0.1.1 sha256:bbbbbbbbbbbb): 4 of 4 pods available`,
  );
  expect(planned?.commit.changes.map(({ path }) => path)).toEqual(["order.json", "product.json"]);
});

test("a service that is gone leaves no file behind", () => {
  const planned = plan([product, order], [order]);
  expect(planned?.commit).toEqual({
    message: "evidence(dev/main): product gone\n\nproduct: healthy → gone",
    changes: [{ path: "product.json", content: null }],
  });
});

test.each<[string, Partial<Evidence>, { isUrgent: boolean; wakes: boolean }]>([
  ["another release", { releaseId: oldRelease }, { isUrgent: true, wakes: true }],
  ["another state", { state: "degraded" }, { isUrgent: true, wakes: true }],
  ["another cause", { state: "aborted", cause: "error" }, { isUrgent: true, wakes: true }],
  ["a canary step", { step: { index: 1, count: 2, weight: 25 } }, { isUrgent: true, wakes: false }],
  ["other stable pods", { stable: { releaseId: null } }, { isUrgent: true, wakes: false }],
  ["other words", { message: "x", observedGeneration: 9 }, { isUrgent: false, wakes: false }],
  ["a sync that changed nothing", { revision: "0".repeat(40) }, { isUrgent: false, wakes: false }],
])("%s", (_name, change, expected) => {
  expect(plan([product], [{ ...product, ...change }])).toMatchObject(expected);
});
