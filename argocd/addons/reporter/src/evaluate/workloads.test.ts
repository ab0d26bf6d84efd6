import { describe, expect, test } from "vitest";
import { conclude, look, now } from "./testing/look.ts";
import {
  aborted,
  application,
  digest,
  newRelease,
  oldRelease,
  replicaSet,
  rollout,
  settled,
  template,
} from "./testing/objects.ts";
import { cronJob, daemonSet, deployment, job, statefulSet } from "./testing/workloads.ts";

const wasHealthy = { ...look(), since: "2026-01-01T09:00:00.000Z" };

describe.each([
  ["a Deployment", { deployments: [deployment()] }, "4 of 4 pods available"],
  ["a StatefulSet", { statefulSets: [statefulSet()] }, "3 of 3 pods available"],
  ["a DaemonSet", { daemonSets: [daemonSet()] }, "5 of 5 pods available"],
])("%s", (_name, objects, message) => {
  test("with all pods of the release, available and in sync with git, is healthy", () => {
    expect(look(objects)).toMatchObject({
      releaseId: newRelease,
      digest,
      version: "0.1.1",
      state: "healthy",
      cause: null,
      message,
      since: now.toISOString(),
      step: null,
      stable: { releaseId: newRelease },
      observedGeneration: 2,
    });
  });

  test("is not healthy while Argo CD has not finished", () => {
    const evidence = look({ ...objects, application: application("OutOfSync") });
    expect(evidence).toMatchObject({ state: "running", message: "Argo CD: OutOfSync" });
  });
});

describe("a Deployment", () => {
  test.each([
    ["not seen by its controller", { observedGeneration: 1 }, "running", "seen generation 1, not yet 2"],
    ["replacing its pods", { replicas: 5, updatedReplicas: 2 }, "running", "2 of 4 pods updated, 3 old"],
    ["starting", { replicas: 4, availableReplicas: 1 }, "running", "1 of 4 pods available"],
    [
      "stuck",
      {
        availableReplicas: 1,
        conditions: [{ type: "Progressing", reason: "ProgressDeadlineExceeded", message: "has timed out" }],
      },
      "degraded",
      "has timed out",
    ],
    [
      "short of quota",
      {
        replicas: 3,
        updatedReplicas: 3,
        availableReplicas: 3,
        conditions: [{ type: "ReplicaFailure", status: "True", message: "exceeded quota" }],
      },
      "running",
      "3 of 4 pods available: exceeded quota",
    ],
  ])("%s", (_name, status, state, words) => {
    const evidence = look({ deployments: [deployment(status)] });
    expect(evidence).toMatchObject({ state, cause: null });
    expect(evidence.message).toContain(words);
  });

  test("names the release of the pods that are being replaced", () => {
    const old = replicaSet(oldRelease, 2);
    const change = { deployments: [deployment({ replicas: 5, updatedReplicas: 3 })], replicaSets: [old] };
    expect(look(change)).toMatchObject({ releaseId: newRelease, stable: { releaseId: oldRelease } });
  });

  test("paused halfway, reports the pause", () => {
    const paused = deployment({ replicas: 5, updatedReplicas: 2 }, { paused: true });
    expect(look({ deployments: [paused] }).message).toBe("2 of 4 pods updated, 3 old, paused");
  });
});

describe("a StatefulSet", () => {
  test.each([
    ["not seen by its controller", { observedGeneration: 1 }, {}, "seen generation 1, not yet 2"],
    ["replacing its pods", { updateRevision: "product-c", updatedReplicas: 1 }, {}, "1 of 3 pods updated"],
    [
      "held by a partition",
      { updateRevision: "product-c", updatedReplicas: 1 },
      { updateStrategy: { rollingUpdate: { partition: 2 } } },
      "1 of 3 pods updated, partition 2 holds the rest",
    ],
    [
      "left to people",
      { updateRevision: "product-c", updatedReplicas: 0 },
      { updateStrategy: { type: "OnDelete" } },
      "0 of 3 pods updated, OnDelete leaves the rest to people",
    ],
    ["starting", { replicas: 1, availableReplicas: 1 }, {}, "1 of 3 pods available"],
  ])("%s is running", (_name, status, spec, words) => {
    const evidence = look({ statefulSets: [statefulSet(status, spec)] });
    expect(evidence).toMatchObject({ state: "running", stable: { releaseId: null } });
    expect(evidence.message).toContain(words);
  });
});

describe("a DaemonSet", () => {
  test.each([
    ["not seen by its controller", { observedGeneration: 1 }, "seen generation 1, not yet 2"],
    ["replacing its pods", { updatedNumberScheduled: 2 }, "2 of 5 pods available"],
    ["without nodes", { desiredNumberScheduled: 0 }, "no node takes a pod of it"],
  ])("%s is running", (_name, status, words) => {
    const evidence = look({ daemonSets: [daemonSet(status)] });
    expect(evidence.state).toBe("running");
    expect(evidence.message).toContain(words);
  });
});

describe("several workloads of one service", () => {
  const main = rollout(newRelease, settled(newRelease));
  const worker = (status = {}, spec = {}) => deployment(status, spec, "product-worker");

  const plain = { template: template(undefined, "7.2.0") };

  test.each([
    ["all are", worker()],
    ["one that carries no release id has its pods", worker({}, plain)],
  ])("are healthy when %s", (_name, companion) => {
    expect(look({ rollout: main, deployments: [companion] })).toMatchObject({
      state: "healthy",
      version: "0.1.1",
      message: "4 of 4 pods available",
    });
  });

  test.each([
    ["lacks pods", worker({ availableReplicas: 1 }), "running", "1 of 4 pods available"],
    [
      "runs another release",
      worker({}, { template: template(oldRelease, "0.1.0") }),
      "running",
      "it runs another release",
    ],
    ["carries no release id", worker({ availableReplicas: 0 }, plain), "running", "0 of 4 pods available"],
  ])("one that %s determines the state of all", (_name, companion, state, words) => {
    const evidence = look({ rollout: main, deployments: [companion] });
    expect(evidence).toMatchObject({ state, releaseId: newRelease });
    expect(evidence.message).toContain(`Deployment product-worker: ${words}`);
  });

  test("an abort is worse than missing pods, and the release is that of the service's own workload", () => {
    const text = "Rollout aborted update to revision 2";
    const evidence = look({
      rollout: rollout(newRelease, aborted(text)),
      statefulSets: [statefulSet({ availableReplicas: 0 }, {}, "a-queue")],
    });
    expect(evidence).toMatchObject({ state: "aborted", cause: "failed", releaseId: newRelease });
  });
});

describe("an Application without any workload", () => {
  const without = (change = {}) => look({ rollout: undefined, application: application("Synced", change) });

  test("is never healthy: nothing proves which release it runs", () => {
    expect(without({ health: { status: "Healthy" } })).toMatchObject({
      state: "running",
      releaseId: null,
      message: "no workload yet that could carry a release id; Argo CD: Synced, Healthy",
    });
  });

  test("is degraded when Argo CD reports it", () => {
    expect(without({ health: { status: "Degraded", message: "job failed" } })).toMatchObject({
      state: "degraded",
      message: "Argo CD: Synced, Degraded: job failed",
    });
  });
});

describe("scaling up", () => {
  const enough = new Map([["Rollout/product", 4]]);
  const grown = (available: number) => ({
    rollout: rollout(
      newRelease,
      settled(newRelease, { phase: "Progressing", availableReplicas: available, updatedReplicas: 6 }),
      {
        replicas: 6,
      },
    ),
    replicaSets: [replicaSet(newRelease, available)],
    previous: wasHealthy,
  });

  test("an autoscaler that requests more pods does not restart the healthy time", () => {
    const { evidence, enough: kept } = conclude({ ...grown(5), enough });
    expect(evidence).toMatchObject({
      state: "healthy",
      since: wasHealthy.since,
      message: "5 of 6 pods available, growing from 4",
    });
    expect(kept).toEqual(enough);
    expect(conclude({ rollout: rollout(newRelease, settled(newRelease)) }).enough).toEqual(enough);
  });

  test("pods lost meanwhile restart it, and so do missing pods of unknown number", () => {
    expect(look({ ...grown(3), enough })).toMatchObject({ state: "degraded" });
    expect(look(grown(5))).toMatchObject({ state: "degraded" });
    expect(look({ ...grown(5), previous: { ...wasHealthy, state: "degraded" }, enough })).toMatchObject({
      state: "degraded",
    });
  });
});

describe("a CronJob", () => {
  test.each([
    ["none of its runs has ended", [job(undefined)], "running", /no run of this release has ended/],
    ["only the release before ran", [job("Complete", oldRelease)], "running", /no run of this release/],
    [
      "its last run succeeded",
      [job("Failed", newRelease, 1), job("Complete", newRelease, 2)],
      "healthy",
      /product-2/,
    ],
    [
      "its last run failed",
      [job("Complete", newRelease, 1), job("Failed", newRelease, 2)],
      "degraded",
      /backoff/,
    ],
    ["a run of somebody else succeeded", [job("Complete", newRelease, 1, {})], "running", /no run/],
  ])("%s", (_name, allJobs, state, message) => {
    const evidence = look({ cronJobs: [cronJob()], allJobs });
    expect(evidence).toMatchObject({ state, releaseId: newRelease, message: expect.stringMatching(message) });
  });

  test("suspended, reports it", () => {
    const evidence = look({ cronJobs: [cronJob({ ...cronJob().spec, suspend: true })], allJobs: [] });
    expect(evidence).toMatchObject({ state: "running", message: expect.stringContaining("suspended") });
  });
});

describe("a Job", () => {
  test.each([
    ["that succeeded is healthy", job("Complete", newRelease, 1, {}), "healthy"],
    ["that runs is not healthy yet", job(undefined, newRelease, 1, {}), "running"],
    ["that failed is degraded", job("Failed", newRelease, 1, {}), "degraded"],
  ])("%s", (_name, own, state) => {
    expect(look({ jobs: [own] })).toMatchObject({ state, releaseId: newRelease });
  });

  test("that is a hook, or a run of a CronJob, is not a workload", () => {
    const hook = job("Failed", newRelease, 1, { annotations: { "argocd.argoproj.io/hook": "PreSync" } });
    expect(look({ deployments: [deployment()], jobs: [hook, job("Failed")] })).toMatchObject({
      state: "healthy",
    });
  });
});
