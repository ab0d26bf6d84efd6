import { expect, test } from "vitest";
import {
  application,
  newRelease,
  oldRelease,
  replicaSet,
  rollout,
  settled,
} from "./evaluate/testing/objects.ts";
import { deployment } from "./evaluate/testing/workloads.ts";
import { type Objects, type Observed, observe } from "./observe.ts";

const target = { environment: "dev", cluster: "main", namespace: "shop-dev", project: "shop-dev" };
const now = new Date("2026-01-01T00:00:00Z");
const named = (name: string, project = "shop-dev") => ({
  ...application("Synced"),
  metadata: { name, namespace: "argocd" },
  spec: { project },
});
const empty: Objects = {
  applications: [],
  replicaSets: [],
  analysisRuns: [],
  rollouts: [],
  deployments: [],
  statefulSets: [],
  daemonSets: [],
  cronJobs: [],
  jobs: [],
};
const look = (objects: Partial<Objects>, previous: Observed = new Map()): Observed => {
  const past = (service: string) => {
    const evidence = previous.get(service);
    return evidence === undefined ? undefined : { evidence };
  };
  const conclusions = observe(target, { ...empty, ...objects }, past, now);
  return new Map([...conclusions].map(([service, { evidence }]) => [service, evidence]));
};

test("finds a service by its Application, its Rollout or both; the platform has no release", () => {
  const observed = look({
    applications: [named("dev-product"), named("dev-order"), named("dev-platform", "platform")],
    rollouts: [rollout(newRelease, settled(newRelease)), { metadata: { name: "basket" } }],
    replicaSets: [replicaSet(newRelease, 4)],
  });
  expect([...observed].map(([service, { state, message }]) => [service, state, message])).toEqual([
    ["basket", "running", expect.stringContaining("no annotation")],
    ["order", "running", expect.stringContaining("no workload yet")],
    ["product", "healthy", "4 of 4 pods available"],
  ]);
});

test("another environment's Applications are ignored", () => {
  const applications = [
    named("prod-product", "shop-prod"),
    named("dev-product", "default"),
    named("product"),
    named("dev-platform"),
  ];
  expect(look({ applications }).size).toBe(0);
});

test("passes the last evidence of each service on", () => {
  const objects = {
    applications: [named("dev-product")],
    rollouts: [rollout(newRelease, settled(newRelease))],
    replicaSets: [replicaSet(newRelease, 4), replicaSet(oldRelease, 0)],
  };
  const before = [...look(objects).values()].map((one) => ({ ...one, since: "2025-12-31T00:00:00Z" }));
  const previous = new Map(before.map((one) => [one.service, one]));
  expect(look(objects, previous).get("product")?.since).toBe("2025-12-31T00:00:00Z");
});

test("Argo CD's tracking annotation assigns a workload; an untracked Deployment needs an Application with its name", () => {
  const tracked = (name: string, by: string) => ({
    ...deployment({}, {}, name),
    metadata: {
      name,
      uid: name,
      generation: 2,
      annotations: { "argocd.argoproj.io/tracking-id": `${by}:apps/Deployment:shop-dev/${name}` },
    },
  });
  const observed = look({
    applications: [named("dev-product"), named("dev-order")],
    rollouts: [rollout(newRelease, settled(newRelease))],
    replicaSets: [replicaSet(newRelease, 4)],
    deployments: [
      tracked("product-worker", "dev-product"),
      tracked("load", "dev-platform"),
      deployment({}, {}, "order"),
      deployment({}, {}, "somebody-elses"),
    ],
  });
  expect([...observed].map(([service, { state }]) => [service, state])).toEqual([
    ["order", "healthy"],
    ["product", "healthy"],
  ]);
  const short = look({
    applications: [named("dev-product")],
    rollouts: [rollout(newRelease, settled(newRelease))],
    replicaSets: [replicaSet(newRelease, 4)],
    deployments: [{ ...tracked("product-worker", "dev-product"), status: { observedGeneration: 2 } }],
  });
  expect(short.get("product")).toMatchObject({
    state: "running",
    message: "Deployment product-worker: 0 of 4 pods available",
  });
});
