import {
  type Evidence,
  evidenceBranch,
  evidenceFile,
  formatEvidence,
  heartbeatBranch,
} from "@slipway/lib/domain/evidence/evidence.ts";
import { digestOf } from "@slipway/testing/repositories/shop.ts";
import { describe, expect, test } from "vitest";
import { reasonOf, statuses } from "./testing/outcome.ts";
import { shop } from "./testing/shop.ts";

describe("while a canary runs", () => {
  const report = async (repo: Awaited<ReturnType<typeof shop>>, changes: Partial<Evidence>) => {
    const current = await repo.pinned("product");
    const evidence: Evidence = {
      schema: 1,
      service: "product",
      environment: "dev",
      cluster: "main",
      releaseId: current?.id ?? null,
      digest: current?.image.digest ?? null,
      version: current?.version ?? null,
      revision: null,
      state: "healthy",
      cause: null,
      since: "2025-12-31T23:59:00Z",
      step: null,
      stable: { releaseId: current?.id ?? null },
      observedGeneration: 1,
      message: "",
      ...changes,
    };
    const refs = await repo.git.fetch("evidence/dev/main");
    const parent = refs.get("evidence/dev/main");
    const file = { path: evidenceFile("product"), content: formatEvidence(evidence) };
    const date = new Date("2026-01-01T00:00:00Z");
    const commit = await repo.git.commit(parent, { message: "evidence", changes: [file], date });
    const beat = await repo.git.commit(undefined, { message: "beat", changes: [], date });
    await repo.git.push([
      { ref: evidenceBranch("dev", "main"), to: commit },
      { ref: heartbeatBranch("dev", "main"), to: beat, force: true },
    ]);
  };
  const step = { index: 1, count: 4, weight: 25 };
  const other = `sha256:${"e".repeat(64)}`;
  const running = { state: "running", step, stable: { releaseId: other } } as const;

  test("its service waits, the other is pinned; nothing of the waiting one is pushed", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { order: "a", product: "a" });
    await report(repo, running);
    const outcome = await repo.bump(repo.source, { order: "b", product: "b" });
    expect(statuses(outcome)).toEqual({ order: "done", product: "waiting" });
    expect(reasonOf(outcome, "product")).toMatch(/canary of 0\.1\.0 runs in main \(step 1 of 4, 25 %/);
    expect((await repo.pinned("product"))?.image.digest).toBe(digestOf("a"));
  });

  test("and is pinned in the same run when the canary ends in time", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { order: "a", product: "a" });
    await report(repo, running);
    const run = repo.bump(repo.source, { order: "b", product: "b" }, {}, "120s");
    // The other service is pinned at once: then the run has seen the canary.
    await expect.poll(async () => (await repo.pinned("order"))?.version, { timeout: 50_000 }).toBe("0.1.1");
    await report(repo, {});
    expect(statuses(await run)).toEqual({ order: "done", product: "done" });
    expect((await repo.pinned("product"))?.version).toBe("0.1.1");
  });

  test.each<[string, Partial<Evidence>]>([
    ["a fix for an aborted release", { state: "aborted", cause: "failed", stable: { releaseId: other } }],
    ["first pods that do not come up", { state: "running", step: null, stable: { releaseId: null } }],
    ["a degraded one", { state: "degraded" }],
  ])("%s goes through", async (_, changes) => {
    await using repo = await shop(["product"]);
    await repo.bump(repo.source, { product: "a" });
    await report(repo, changes);
    expect(statuses(await repo.bump(repo.source, { product: "b" }))).toEqual({ product: "done" });
  });

  test("the release of the stable pods is not delayed, and nothing is when the reporter is silent", async () => {
    await using repo = await shop(["product"]);
    await repo.bump(repo.source, { product: "a" });
    const stable = { releaseId: (await repo.pinned("product"))?.id ?? null };
    await repo.bump(repo.source, { product: "b" });
    await report(repo, { state: "running", step, stable });
    expect(statuses(await repo.bump(repo.source, { product: "a" }))).toEqual({ product: "done" });
    await report(repo, running);
    const later = { clock: { now: () => new Date("2026-01-01T01:00:00Z") } };
    expect(statuses(await repo.bump(repo.source, { product: "c" }, later))).toEqual({ product: "done" });
  });
});
