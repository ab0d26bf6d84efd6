import { expect, test } from "vitest";
import {
  application,
  newRelease,
  oldRelease,
  replicaSet,
  rollout,
  settled,
} from "./evaluate/testing/objects.ts";
import { observe } from "./observe.ts";

const target = { environment: "dev", cluster: "main", namespace: "shop-dev", project: "shop-dev" };
const now = new Date("2026-01-01T00:00:00Z");
const named = (name: string, project = "shop-dev") => ({
  ...application("Synced"),
  metadata: { name, namespace: "argocd" },
  spec: { project },
});
const empty = { applications: [], rollouts: [], replicaSets: [], analysisRuns: [] };
const look = (objects: Partial<Parameters<typeof observe>[1]>, previous = new Map()) =>
  observe(target, { ...empty, ...objects }, previous, now);

test("knows a service by its Application, its Rollout or both; the platform has no release", () => {
  const observed = look({
    applications: [named("dev-product"), named("dev-order"), named("dev-platform", "platform")],
    rollouts: [rollout(newRelease, settled(newRelease)), { metadata: { name: "basket" } }],
    replicaSets: [replicaSet(newRelease, 4)],
  });
  expect([...observed].map(([service, { state, message }]) => [service, state, message])).toEqual([
    ["basket", "running", expect.stringContaining("no annotation")],
    ["order", "running", "no Rollout yet"],
    ["product", "healthy", "4 of 4 pods available"],
  ]);
});

test("another environment's Applications are not looked at", () => {
  const applications = [
    named("prod-product", "shop-prod"),
    named("dev-product", "default"),
    named("product"),
    named("dev-platform"),
  ];
  expect(look({ applications }).size).toBe(0);
});

test("hands each service what was last said about it", () => {
  const objects = {
    applications: [named("dev-product")],
    rollouts: [rollout(newRelease, settled(newRelease))],
    replicaSets: [replicaSet(newRelease, 4), replicaSet(oldRelease, 0)],
  };
  const before = [...look(objects).values()].map((one) => ({ ...one, since: "2025-12-31T00:00:00Z" }));
  const previous = new Map(before.map((one) => [one.service, one]));
  expect(look(objects, previous).get("product")?.since).toBe("2025-12-31T00:00:00Z");
});
