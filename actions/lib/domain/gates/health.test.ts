import { expect, test } from "vitest";
import type { Reading } from "../evidence/evidence.ts";
import { analysisGate } from "./analysis.ts";
import { healthGate } from "./health.ts";
import { id, reading, release, stale } from "./testing/evidence.ts";

const past = {
  releaseId: release.id,
  version: "0.1.1",
  digest: id("d"),
  from: new Date("2026-01-01T00:00:00Z"),
  to: new Date("2026-01-01T01:00:00Z"),
};

const health = (answer: Reading, span?: typeof past) =>
  healthGate({ from: "dev", release, reading: answer, past: span });

const analysis = (answer: Reading, span?: typeof past) =>
  analysisGate({ from: "dev", release, reading: answer, past: span });

test("health: as exactly this release, stable, by fresh evidence", () => {
  expect(health(reading())).toMatchObject({
    open: true,
    detail: expect.stringContaining("2026-01-01T00:00:00Z"),
  });
});

test.each<[string, Reading, RegExp]>([
  ["PP-15 evidence that cannot be read", stale, /last beat was 900 s ago/],
  [
    "another release in the cluster",
    reading({ releaseId: id("a"), version: "0.1.0" }),
    /still reports 0\.1\.0/,
  ],
  ["pods without an id", reading({ releaseId: null }), /still reports no release/],
  [
    "a canary that runs",
    reading({ state: "running", step: { index: 2, count: 5, weight: 25 } }),
    /still being rolled out in dev, step 2 of 5/,
  ],
  ["an abort", reading({ state: "aborted", cause: "failed", message: "errors" }), /aborted in dev: errors/],
  ["a degraded release", reading({ state: "degraded", message: "1 of 4 pods" }), /degraded in dev: 1 of 4/],
  ["another stable release", reading({ stable: { releaseId: id("a") } }), /another release is stable/],
])("health is closed: %s", (_name, answer, reason) => {
  expect(health(answer)).toMatchObject({ open: false, reason: expect.stringMatching(reason) });
});

test("health of a release that a newer one followed needs fresh evidence too", () => {
  const newer = reading({ releaseId: id("c"), state: "running" });
  expect(health(newer, past)).toMatchObject({ open: true });
  expect(health(stale, past)).toMatchObject({ open: false });
});

test("analysis: a bad release is final, one that could not be judged may be tried again", () => {
  expect(analysis(reading())).toMatchObject({ open: true });
  expect(analysis(reading({ state: "aborted", cause: "failed", message: "errors 0.2" }))).toMatchObject({
    open: false,
    final: true,
    reason: expect.stringMatching(/^0\.1\.1 was aborted in dev \(failed\): errors 0\.2/),
  });
  const unjudged = analysis(reading({ state: "aborted", cause: "error" }));
  expect(unjudged).toMatchObject({ open: false });
  expect(unjudged).not.toHaveProperty("final");
  expect(analysis(reading({ releaseId: id("a") }))).toMatchObject({ open: false });
  expect(analysis(stale)).toMatchObject({ open: false });
});
