import { expect, test } from "vitest";
import type { Evidence, Reading } from "../evidence/evidence.ts";
import { idleGate } from "./idle.ts";
import { id, reading, release, stale } from "./testing/evidence.ts";

test("idle: no canary of another release is cut short where it would go, except by a fix of what runs", () => {
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
  // A hotfix of what runs ends that canary on purpose; a canary of something else it does not.
  expect(idle(canary, { isFix: true })).toMatchObject({ open: true });
  const strange = reports({ state: "running", step, stable, releaseId: id("c") });
  expect(idle(strange, { isFix: true })).toMatchObject({ open: false });
  // Its own canary, after the merge; and what brings back what the stable pods run.
  expect(idle(reports({ state: "running", step, stable, releaseId: release.id }))).toMatchObject({
    open: true,
  });
  expect(idle(reports({ state: "running", step, stable: { releaseId: release.id } }))).toMatchObject({
    open: true,
  });
  expect(idle(reports({ state: "aborted", cause: "failed", step }))).toMatchObject({ open: true });
  expect(idle(reports({}))).toMatchObject({ open: true });
  // Nobody has ever reported, or nothing runs there yet; one that fell silent is closed.
  expect(idle(undefined)).toMatchObject({ open: true });
  expect(idle(stale, { current: undefined })).toMatchObject({ open: true });
  const silent: Reading = { ...stale, unreadable: ["the last beat was 900 s ago"] };
  expect(idle(silent)).toMatchObject({ open: false, reason: expect.stringContaining("is not known") });
  expect(idle(reports({ paused: "it is not reconciled: ada: incident" }))).toMatchObject({
    open: false,
    reason: expect.stringContaining("ada: incident"),
  });
});
