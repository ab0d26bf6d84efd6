import fc from "fast-check";
import { expect, test } from "vitest";
import type { Evidence, Reading, State } from "../evidence/evidence.ts";
import type { Release } from "../releases/releases.ts";
import { decide, type Facts } from "./planner.ts";

const id = (letter: string) => `sha256:${letter.repeat(64)}`;

const release = (version: string, letter: string): Release => ({
  schema: 1,
  service: "product",
  id: id(letter),
  version,
  image: { name: "shop/product", digest: id("d") },
  source: letter.repeat(40),
  strategy: "standard",
});

const old = release("0.1.0", "a");
const candidate = release("0.1.1", "b");

const evidence: Evidence = {
  schema: 1,
  service: "product",
  environment: "dev",
  cluster: "main",
  releaseId: candidate.id,
  digest: candidate.image.digest,
  version: candidate.version,
  revision: null,
  state: "healthy",
  cause: null,
  since: "2026-01-01T00:00:00Z",
  step: null,
  stable: { releaseId: candidate.id },
  observedGeneration: 1,
  message: "",
};

const fresh = (change: Partial<Evidence> = {}): Reading => ({
  fresh: true,
  evidence: { ...evidence, ...change },
  commit: "e".repeat(40),
  reports: [],
});

const stale: Reading = { fresh: false, reason: "the last beat was 900 s ago", reports: [] };

const facts = (change: Partial<Facts> = {}): Facts => ({
  environment: "staging",
  service: "product",
  from: "dev",
  candidate,
  current: old,
  evidence: fresh(),
  descends: true,
  hasOverlay: true,
  files: new Map(),
  ...change,
});

test("promotes what is healthy as exactly this release", () => {
  expect(decide(facts())).toMatchObject({ kind: "promote", old, new: candidate });
  expect(decide(facts({ current: undefined }))).toMatchObject({ kind: "promote", old: undefined });
});

test.each<[string, Partial<Facts>, string, RegExp]>([
  ["nothing pinned before", { candidate: undefined }, "nothing", /dev has no release/],
  ["the same release", { current: candidate }, "nothing", /0\.1\.1 is there already/],
  ["the source edited by hand", { candidate: "dev: edited by hand" }, "refuse", /edited by hand/],
  ["the target edited by hand", { current: "staging: edited by hand" }, "refuse", /edited by hand/],
  [
    "a source that would undo a hotfix",
    { descends: false },
    "refuse",
    /does not contain a{12}[\s\S]*Merge a{12}/,
  ],
  [
    "no people's file",
    { hasOverlay: false },
    "refuse",
    /environments\/staging\/product\/kustomization\.yaml: not there/,
  ],
  ["PP-15 evidence that cannot be read", { evidence: stale }, "wait", /last beat was 900 s ago/],
  [
    "another release in the cluster",
    { evidence: fresh({ releaseId: old.id, version: "0.1.0" }) },
    "wait",
    /still reports 0\.1\.0/,
  ],
  ["pods without an id", { evidence: fresh({ releaseId: null }) }, "wait", /still reports no release/],
  [
    "a canary that runs",
    { evidence: fresh({ state: "running", step: { index: 2, count: 5, weight: 25 } }) },
    "wait",
    /step 2 of 5/,
  ],
  [
    "an abort",
    { evidence: fresh({ state: "aborted", cause: "failed", message: "error ratio 0.2" }) },
    "wait",
    /aborted in dev \(failed\): error ratio 0\.2/,
  ],
  [
    "a degraded release",
    { evidence: fresh({ state: "degraded", message: "1 of 4 pods" }) },
    "wait",
    /degraded in dev: 1 of 4/,
  ],
  [
    "another stable release",
    { evidence: fresh({ stable: { releaseId: old.id } }) },
    "wait",
    /another release is stable/,
  ],
])("does not promote: %s", (_name, change, kind, reason) => {
  const decision = decide(facts(change));
  expect(decision.kind).toBe(kind);
  expect(decision).toMatchObject({ reason: expect.stringMatching(reason) });
});

test("a pull request of a release that failed is to be closed, of one that still rolls out not", () => {
  expect(decide(facts({ evidence: fresh({ state: "aborted", cause: "failed" }) }))).toMatchObject({
    ended: candidate.id,
  });
  expect(decide(facts({ evidence: fresh({ state: "degraded" }) }))).toMatchObject({ ended: candidate.id });
  expect(decide(facts({ evidence: fresh({ state: "running" }) }))).not.toHaveProperty("ended");
  expect(decide(facts({ evidence: stale }))).not.toHaveProperty("ended");
});

test("whatever is read, only a fresh, healthy, stable, exact, ordered release is promoted", () => {
  const ids = fc.constantFrom(old.id, candidate.id, null);
  const states = fc.constantFrom<State>("running", "healthy", "degraded", "aborted");
  const readings = fc.oneof(
    fc.constant(stale),
    fc.record({ releaseId: ids, state: states, stable: fc.record({ releaseId: ids }) }).map(fresh),
  );
  const releases = fc.constantFrom<Release | string | undefined>(old, candidate, undefined, "cannot be read");
  const any = fc.record({
    candidate: releases,
    current: releases,
    evidence: readings,
    descends: fc.boolean(),
    hasOverlay: fc.boolean(),
  });
  fc.assert(
    fc.property(any, (change) => {
      const read = facts(change);
      if (decide(read).kind !== "promote") return;
      const { evidence: reading, candidate: moved, current } = read;
      expect(typeof moved === "object" && typeof current !== "string").toBe(true);
      const wanted = typeof moved === "object" ? moved.id : undefined;
      expect(reading).toMatchObject({
        fresh: true,
        evidence: { state: "healthy", releaseId: wanted, stable: { releaseId: wanted } },
      });
      expect(read.hasOverlay && (read.descends || current === undefined)).toBe(true);
    }),
  );
});
