import { environmentOf } from "@slipway/testing/repositories/environment.ts";
import { releaseOf } from "@slipway/testing/repositories/shop.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ClusterReport, Evidence, Reading } from "../../domain/evidence/evidence.ts";
import { canaryOf, healthOf } from "./health.ts";

const { release } = releaseOf("product");
const environment = environmentOf("prod", { clusters: ["eu", "us"] });

function report(cluster: string, change: Partial<Evidence> = {}): ClusterReport {
  const evidence: Evidence = {
    schema: 1,
    service: "product",
    environment: "prod",
    cluster,
    releaseId: release.id,
    revision: null,
    digest: release.image.digest,
    version: release.version,
    state: "healthy",
    cause: null,
    step: null,
    since: "2026-01-01T00:00:00Z",
    stable: { releaseId: release.id },
    observedGeneration: 1,
    message: "",
    ...change,
  };
  return { cluster, commit: "c".repeat(40), evidence, beatAt: new Date(0) };
}

const reading = (...reports: readonly ClusterReport[]): Reading => ({
  fresh: false,
  reason: "silent",
  reports,
});
const health = (...reports: readonly ClusterReport[]) =>
  healthOf(environment, release, reading(...reports), false);

describe("health of an environment", () => {
  test("is healthy when all its clusters are, since the last of them", () => {
    const late = report("us", { since: "2026-01-02T00:00:00Z" });
    expect(health(report("eu"), late)).toMatchObject({ state: "healthy", since: "2026-01-02T00:00:00Z" });
  });

  test("is what its worst cluster is, with that cluster's words", () => {
    const aborted = report("us", { state: "aborted", cause: "error", message: "no traffic" });
    expect(health(report("eu"), aborted)).toMatchObject({
      state: "aborted",
      message: "it could not be judged: no traffic",
      clusters: [{ state: "healthy" }, { state: "aborted" }],
    });
  });

  test("is unknown while one cluster is silent, with the reason", () => {
    expect(health(report("eu"))).toMatchObject({ state: "unknown", message: "silent", since: null });
  });

  test("a report about another release does not count for this one: it is rolling out", () => {
    const other = report("us", { releaseId: `sha256:${"0".repeat(64)}`, version: "0.0.9" });
    expect(health(report("eu"), other)).toMatchObject({
      state: "running",
      message: "not there yet: the cluster still reports 0.0.9",
    });
  });

  test("the canary's step is that of the cluster that has come least far", () => {
    const at = (cluster: string, weight: number) =>
      report(cluster, { state: "running", step: { index: 1, count: 4, weight } });
    expect(canaryOf(release, reading(at("eu", 50), at("us", 25)))?.weight).toBe(25);
    expect(canaryOf(release, reading(report("eu")))).toBeNull();
  });

  test("in every case, a release is healthy only if every cluster reports it as healthy", () => {
    const states = fc.constantFrom("running", "healthy", "degraded", "aborted");
    const ids = fc.constantFrom(release.id, `sha256:${"0".repeat(64)}`);
    const reports = fc
      .subarray(["eu", "us"])
      .chain((clusters) =>
        fc.tuple(
          ...clusters.map((cluster) =>
            fc.record({ state: states, releaseId: ids }).map((change) => report(cluster, change)),
          ),
        ),
      );
    fc.assert(
      fc.property(reports, (all) => {
        const isHealthy =
          all.length === 2 &&
          all.every(({ evidence }) => evidence.state === "healthy" && evidence.releaseId === release.id);
        expect(health(...all).state === "healthy").toBe(isHealthy);
      }),
    );
  });
});
