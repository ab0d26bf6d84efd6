import { expect, test } from "vitest";
import type { Evidence, Reading } from "../evidence/evidence.ts";
import { idleGate } from "./idle.ts";
import { id, reading, release, stale } from "./testing/evidence.ts";

test("idle: a canary of another release in the target is not interrupted, except by a fix of it", () => {
  const current = { id: id("a"), version: "0.1.0" };
  const step = { index: 1, count: 4, weight: 25 };
  const reports = (change: Partial<Evidence>): Reading => {
    const answer = reading({ releaseId: current.id, version: "0.1.0", ...change });
    if (!answer.fresh) throw new Error("fresh by its making");
    const { evidence, commit } = answer;
    return { ...answer, reports: [{ cluster: "main", commit, evidence, beatAt: new Date(0) }] };
  };
  const stable = { releaseId: id("9") };
  const canary = reports({ state: "running", step, stable });
  const idle = (answer: Reading | undefined, more = {}) =>
    idleGate({ environment: "prod", release, current, reading: answer, ...more });
  expect(idle(canary)).toMatchObject({
    open: false,
    gate: "idle",
    reason: expect.stringMatching(
      /canary of 0\.1\.0 runs in prod\/main \(step 1 of 4, 25 %.*0\.1\.1 would interrupt it/,
    ),
  });
  expect(idle(canary)).not.toHaveProperty("final");
  // A hotfix of the running release interrupts that canary on purpose, but not a canary of another release.
  expect(idle(canary, { isFix: true })).toMatchObject({ open: true });
  const strange = reports({ state: "running", step, stable, releaseId: id("c") });
  expect(idle(strange, { isFix: true })).toMatchObject({ open: false });
  // Its own canary, after the merge; and a release that restores that of the stable pods.
  expect(idle(reports({ state: "running", step, stable, releaseId: release.id }))).toMatchObject({
    open: true,
  });
  expect(idle(reports({ state: "running", step, stable: { releaseId: release.id } }))).toMatchObject({
    open: true,
  });
  expect(idle(reports({ state: "aborted", cause: "failed", step }))).toMatchObject({ open: true });
  expect(idle(reports({}))).toMatchObject({ open: true });
  // No report ever, or nothing runs there yet; a cluster that stopped reporting is closed.
  expect(idle(undefined)).toMatchObject({ open: true });
  expect(idle(stale, { current: undefined })).toMatchObject({ open: true });
  const silent: Reading = { ...stale, unreadable: ["the last beat was 900 s ago"] };
  expect(idle(silent)).toMatchObject({ open: false, reason: expect.stringContaining("is not known") });
  expect(idle(reports({ paused: "it is not reconciled: ada: incident" }))).toMatchObject({
    open: false,
    reason: expect.stringContaining("ada: incident"),
  });
});
