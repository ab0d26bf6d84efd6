import { describe, expect, test } from "vitest";
import { before, look } from "./testing/look.ts";
import { canary, newRelease, oldRelease, replicaSet, rollout, settled } from "./testing/objects.ts";

describe("first deployment", () => {
  // Rollouts promotes the first ReplicaSet at once: stable is current and Completed is true before any pod
  // runs.
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

  test("never became available before its deadline: degraded, because there is no stable release to abort to", () => {
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

  test("paused by an inconclusive analysis is running, with the reason", () => {
    const status = canary({ phase: "Paused", message: "InconclusiveAnalysisRun", currentStepIndex: 2 });
    const evidence = look({ rollout: rollout(newRelease, status), replicaSets: pods });
    expect(evidence).toMatchObject({ state: "running" });
    expect(evidence.message).toContain("paused: InconclusiveAnalysisRun");
  });

  test("promoted, with old pods still terminating, is not healthy yet", () => {
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

  test("a phase Degraded or invalid in Rollouts is degraded", () => {
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
