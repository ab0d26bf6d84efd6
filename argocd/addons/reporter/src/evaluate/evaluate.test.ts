import type { Evidence } from "@slipway/lib/domain/evidence/evidence.ts";
import { describe, expect, test } from "vitest";
import { look, now } from "./testing/look.ts";
import {
  application,
  canary,
  digest,
  newRelease,
  oldRelease,
  replicaSet,
  revision,
  rollout,
  settled,
} from "./testing/objects.ts";

const before = (state: Evidence["state"], releaseId = newRelease): Evidence => ({
  ...look(),
  state,
  releaseId,
  cause: state === "aborted" ? "failed" : null,
  since: "2026-01-01T09:00:00.000Z",
});

test("a release that serves alone, with all pods, in sync with git, is healthy", () => {
  expect(look()).toEqual({
    schema: 1,
    service: "product",
    environment: "dev",
    cluster: "main",
    releaseId: newRelease,
    digest,
    version: "0.1.1",
    revision,
    state: "healthy",
    cause: null,
    since: now.toISOString(),
    step: null,
    stable: { releaseId: newRelease },
    observedGeneration: 2,
    message: "4 of 4 pods available",
  });
});

test.each([
  [
    "reconciled no more",
    { annotations: { "argocd.argoproj.io/skip-reconcile": "true" } },
    {},
    "it is not reconciled: no reason given",
  ],
  [
    "paused with a reason",
    {
      annotations: {
        "argocd.argoproj.io/skip-reconcile": "true",
        "slipway.dev/pause-reason": "ada:\nincident 4711",
      },
    },
    {},
    "it is not reconciled: ada: incident 4711",
  ],
  ["without automated sync", {}, { syncPolicy: {} }, "automated sync is off: no reason given"],
  [
    "with automated sync turned off",
    {},
    { syncPolicy: { automated: { enabled: false } } },
    "automated sync is off: no reason given",
  ],
])("an application that is %s is reported as paused", (_, metadata, spec, words) => {
  const usual = application("Synced");
  const paused = { ...usual, metadata: { ...usual.metadata, ...metadata }, spec: { ...usual.spec, ...spec } };
  expect(look({ application: paused })).toMatchObject({ state: "healthy", paused: words });
});

test("an annotation that pauses nothing is no pause", () => {
  const usual = application("Synced");
  const annotations = { "argocd.argoproj.io/skip-reconcile": "false", "slipway.dev/pause-reason": "over" };
  const metadata = { ...usual.metadata, annotations };
  expect(look({ application: { ...usual, metadata } })).not.toHaveProperty("paused");
});

describe("first deployment", () => {
  // Rollouts promotes the first ReplicaSet at once: stable is current and Completed is true before any pod runs.
  const first = (available: number, more = {}) =>
    rollout(newRelease, settled(newRelease, { availableReplicas: available, updatedReplicas: 4, ...more }));

  test.each([
    ["nothing is there yet", { rollout: undefined, replicaSets: [] }, "no workload yet"],
    [
      "the controller has not looked",
      { rollout: rollout(newRelease, { observedGeneration: "" }) },
      "has seen generation none, not yet 2",
    ],
    [
      "Rollouts says completed, no pod is available",
      { rollout: first(0, { phase: "Progressing" }), replicaSets: [replicaSet(newRelease, 0)] },
      "0 of 4 pods available",
    ],
    [
      "Rollouts even says Healthy, one pod is missing",
      { rollout: first(3), replicaSets: [replicaSet(newRelease, 3)] },
      "3 of 4 pods available",
    ],
    [
      "Rollouts counts four, the ReplicaSet one: old counts",
      { rollout: first(4), replicaSets: [replicaSet(newRelease, 1)] },
      "1 of 4 pods available",
    ],
    ["the ReplicaSet is not seen yet", { rollout: first(4), replicaSets: [] }, "0 of 4 pods available"],
    [
      "the ReplicaSet is another Rollout's",
      { rollout: first(4), replicaSets: [replicaSet(newRelease, 4, "another")] },
      "0 of 4 pods available",
    ],
  ])("is running while %s", (_name, change, words) => {
    expect(look(change)).toMatchObject({ state: "running", cause: null, step: null });
    expect(look(change).message).toContain(words);
  });

  test("never became available before its deadline: degraded, there is nothing to abort to", () => {
    const message = "ProgressDeadlineExceeded: ReplicaSet has timed out progressing.";
    const evidence = look({
      rollout: first(0, { phase: "Degraded", message, abort: true }),
      replicaSets: [replicaSet(newRelease, 0)],
    });
    expect(evidence).toMatchObject({ state: "degraded", message });
  });
});

describe("canary", () => {
  const pods = [replicaSet(newRelease, 1), replicaSet(oldRelease, 3)];
  test.each([
    [0, undefined, { index: 0, count: 5, weight: 25 }],
    [2, undefined, { index: 2, count: 5, weight: 25 }],
    [4, undefined, { index: 4, count: 5, weight: 50 }],
    [5, undefined, { index: 5, count: 5, weight: 100 }],
    [3, 31, { index: 3, count: 5, weight: 31 }],
  ])("step %i, weight set in the mesh %s", (currentStepIndex, weight, step) => {
    const weights = weight === undefined ? {} : { canary: { weights: { canary: { weight } } } };
    const evidence = look({
      rollout: rollout(newRelease, canary({ currentStepIndex, ...weights })),
      replicaSets: pods,
    });
    expect(evidence).toMatchObject({
      state: "running",
      releaseId: newRelease,
      stable: { releaseId: oldRelease },
      step,
    });
    expect(evidence.message).toContain(`canary at ${step.weight} %, step ${step.index} of 5`);
  });

  test("paused by an inconclusive analysis is running and says so", () => {
    const status = canary({ phase: "Paused", message: "InconclusiveAnalysisRun", currentStepIndex: 2 });
    const evidence = look({ rollout: rollout(newRelease, status), replicaSets: pods });
    expect(evidence).toMatchObject({ state: "running" });
    expect(evidence.message).toContain("paused: InconclusiveAnalysisRun");
  });

  test("promoted, with old pods still ending, is not healthy yet", () => {
    const status = settled(newRelease, {
      phase: "Progressing",
      message: "old replicas are pending termination",
    });
    expect(look({ rollout: rollout(newRelease, status) })).toMatchObject({
      state: "running",
      step: null,
      message: "old replicas are pending termination",
    });
  });
});

test("a revert while the canary runs is healthy without steps", () => {
  const pods = [replicaSet(newRelease, 0), replicaSet(oldRelease, 4)];
  const unseen = rollout(oldRelease, canary({ currentStepIndex: 2 }), { generation: 3 });
  expect(look({ rollout: unseen, replicaSets: pods })).toMatchObject({ state: "running", step: null });
  const evidence = look({ rollout: rollout(oldRelease, settled(oldRelease)), replicaSets: pods });
  expect(evidence).toMatchObject({ state: "healthy", releaseId: oldRelease, step: null });
});

describe("after completion", () => {
  test("lost pods degrade a release that was healthy", () => {
    const facts = {
      rollout: rollout(newRelease, settled(newRelease, { phase: "Progressing", availableReplicas: 2 })),
      replicaSets: [replicaSet(newRelease, 2)],
      previous: before("healthy"),
    };
    expect(look(facts)).toMatchObject({ state: "degraded", message: "2 of 4 pods available" });
    expect(look({ ...facts, previous: before("degraded") })).toMatchObject({
      state: "degraded",
      since: "2026-01-01T09:00:00.000Z",
    });
    expect(look({ ...facts, previous: before("healthy", oldRelease) })).toMatchObject({ state: "running" });
  });

  test("what Rollouts calls degraded or invalid is degraded", () => {
    const late = settled(newRelease, { phase: "Degraded", message: "ProgressDeadlineExceeded: timed out" });
    expect(look({ rollout: rollout(newRelease, late) })).toMatchObject({
      state: "degraded",
      message: "ProgressDeadlineExceeded: timed out",
    });
    const conditions = [{ type: "InvalidSpec", status: "True", message: "service product-canary not found" }];
    expect(look({ rollout: rollout(newRelease, settled(newRelease, { conditions })) })).toMatchObject({
      state: "degraded",
      message: "invalid spec: service product-canary not found",
    });
  });

  test("scaled to nothing is not healthy", () => {
    const facts = { rollout: rollout(newRelease, settled(newRelease), { replicas: 0 }) };
    expect(look(facts)).toMatchObject({ state: "running", message: "scaled to 0 pods: nothing serves" });
  });
});

describe("Argo CD", () => {
  test.each([
    ["not yet synced to the newest commit", application("OutOfSync"), "Argo CD: OutOfSync"],
    [
      "cannot compare",
      application("Unknown", {
        conditions: [{ type: "ComparisonError", message: "failed to list refs" }],
      }),
      "Argo CD: Unknown: failed to list refs",
    ],
    [
      "cannot apply",
      application("OutOfSync", {
        operationState: { phase: "Failed", message: "one or more objects failed to apply" },
      }),
      "Argo CD: OutOfSync: one or more objects failed to apply",
    ],
    [
      "could not migrate",
      application("OutOfSync", {
        operationState: {
          phase: "Failed",
          message: "one or more synchronization tasks completed unsuccessfully",
          syncResult: {
            resources: [
              { kind: "Service", name: "product" },
              {
                kind: "Job",
                name: "product-migrate",
                hookType: "PreSync",
                hookPhase: "Failed",
                message: "Job has reached the specified backoff limit",
              },
            ],
          },
        },
      }),
      "Argo CD: OutOfSync: Job product-migrate (PreSync) failed: Job has reached the specified backoff limit, so the sync did not go on",
    ],
    ["has not compared yet", application(undefined), "Argo CD: not compared yet"],
    ["does not deploy it", undefined, "no Argo CD Application deploys it"],
  ])("%s: not healthy", (_name, app, message) => {
    expect(look({ application: app })).toMatchObject({ state: "running", message, releaseId: newRelease });
  });

  test("the revision is that of the last successful sync", () => {
    expect(look({ application: application("Synced", { history: [] }) }).revision).toBeNull();
  });
});

describe("what is missing never reads as good", () => {
  test.each([
    ["no release id", rollout(undefined, settled(newRelease)), null],
    ["a release id that is none", rollout("v1", settled(newRelease)), null],
  ])("%s", (_name, seen, releaseId) => {
    expect(look({ rollout: seen })).toMatchObject({ state: "running", releaseId });
    expect(look({ rollout: seen }).message).toContain("no annotation slipway.dev/release-id");
  });

  test("stable pods of another release", () => {
    const { metadata } = replicaSet(newRelease, 4);
    const impostor = { ...replicaSet(oldRelease, 4), ...(metadata === undefined ? {} : { metadata }) };
    expect(look({ replicaSets: [impostor] })).toMatchObject({
      state: "running",
      message: "the stable pods run another release",
    });
  });

  test("an image without tag or digest", () => {
    const seen = rollout(newRelease, settled(newRelease));
    const bare = (image: string) => {
      const containers = [{ name: "product", image }];
      const template = { ...seen.spec?.template, spec: { containers } };
      return look({ rollout: { ...seen, spec: { ...seen.spec, template } } });
    };
    expect(bare("registry:5000/shop/product")).toMatchObject({ digest: null, version: null });
    expect(bare("registry:5000/shop/product:1.0.0")).toMatchObject({ digest: null, version: "1.0.0" });
    expect(bare(`127.0.0.1:5000/shop/product@${digest}`)).toMatchObject({ digest, version: null });
  });
});

test("`since` begins with the pair of release and state, and outlives the reporter", () => {
  const old = "2026-01-01T09:00:00.000Z";
  expect(look({ previous: before("healthy") }).since).toBe(old);
  expect(look({ previous: before("running") }).since).toBe(now.toISOString());
  expect(look({ previous: before("healthy", oldRelease) }).since).toBe(now.toISOString());
});

test("a crash after completion begins `since`, and with it soak, again", () => {
  const pods = (available: number) => ({
    rollout: rollout(newRelease, settled(newRelease, { availableReplicas: available })),
    replicaSets: [replicaSet(newRelease, available)],
  });
  const crashed = look({ ...pods(3), previous: before("healthy") });
  expect(crashed).toMatchObject({ state: "degraded", since: now.toISOString() });
  const again = look({ ...pods(4), previous: { ...crashed, since: "2026-01-01T11:59:00.000Z" } });
  expect(again).toMatchObject({ state: "healthy", since: now.toISOString() });
});

test("`since` of a clock that was ahead is not carried on", () => {
  const previous = { ...before("healthy"), since: "2030-01-01T00:00:00.000Z" };
  expect(look({ previous }).since).toBe(now.toISOString());
});
