import type { Evidence } from "@slipway/lib/domain/evidence/evidence.ts";
import { expect, test } from "vitest";
import { look } from "./evaluate/testing/look.ts";
import { oldRelease } from "./evaluate/testing/objects.ts";
import { createMemory } from "./memory.ts";
import type { Observed } from "./observe.ts";

const target = { environment: "dev", cluster: "main", namespace: "shop-dev", project: "shop-dev" };
const healthy: Evidence = { ...look(), since: "2026-01-01T09:00:00.000Z" };
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, seconds));

function remembering(doubtMs = 10_000) {
  const memory = createMemory(doubtMs);
  const says = (seconds: number, change: Partial<Evidence>, enough = 4) => {
    const conclusion = {
      evidence: { ...healthy, ...change },
      enough: new Map([["Rollout/product", enough]]),
    };
    const settled = memory.settle(target, new Map([["product", conclusion]]), at(seconds));
    return { ...settled, evidence: settled.observed.get("product") };
  };
  const past = (published: Observed = new Map()) => memory.past(target, published)("product");
  says(0, {});
  return { memory, says, past };
}

test("a short time without an observed generation leaves a healthy release healthy, and causes another check", () => {
  const { says } = remembering();
  const unseen = { state: "running", message: "has seen generation 2, not yet 3" } as const;
  expect(says(1, unseen)).toMatchObject({ evidence: healthy, doubtEndsInMs: 10_000 });
  expect(says(4, unseen)).toMatchObject({ evidence: healthy, doubtEndsInMs: 7_000 });
  expect(says(5, {})).toMatchObject({ evidence: healthy, doubtEndsInMs: undefined });
  // A later doubt has its own time, and a doubt that lasts is reported.
  expect(says(20, unseen)).toMatchObject({ evidence: healthy, doubtEndsInMs: 10_000 });
  expect(says(30, unseen)).toMatchObject({ evidence: unseen, doubtEndsInMs: undefined });
});

test.each<[string, Partial<Evidence>]>([
  ["lost pods", { state: "degraded" }],
  ["an abort", { state: "aborted", cause: "failed" }],
  ["another release", { state: "running", releaseId: oldRelease }],
  ["another image", { state: "running", digest: null }],
  ["a canary of the same release", { state: "running", step: { index: 0, count: 2, weight: 25 } }],
])("%s: reported at once", (_name, change) => {
  expect(remembering().says(1, change)).toMatchObject({ evidence: change, doubtEndsInMs: undefined });
});

test("only a healthy release gets the delay", () => {
  const { says } = remembering();
  says(1, { state: "degraded" });
  expect(says(2, { state: "running" })).toMatchObject({ evidence: { state: "running" } });
});

test("the last conclusion counts, published or not; after a start the published one counts", () => {
  const { says, past, memory } = remembering();
  const unwell = { state: "degraded", since: "2026-01-01T12:00:01.000Z" } as const;
  says(1, unwell);
  const published: Observed = new Map([["product", healthy]]);
  expect(past(published)?.evidence).toMatchObject(unwell);
  expect(createMemory(0).past(target, published)("product")).toEqual({ evidence: healthy });
  expect(memory.past({ ...target, environment: "prod" }, published)("product")?.evidence).toBe(healthy);
});
