import { git as plainGit } from "@slipway/testing/git/git.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect, test, vi } from "vitest";
import {
  application,
  canary,
  newRelease,
  oldRelease,
  replicaSet,
  rollout,
  settled,
} from "./evaluate/testing/objects.ts";
import { serveProbes } from "./http/probes.ts";
import { silentLog } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import type { Objects, Target } from "./observe.ts";
import { createPublisher } from "./publish/publisher.ts";
import { createWaker } from "./publish/wake.ts";
import { startReporter } from "./reporter.ts";

const target: Target = { environment: "dev", cluster: "main", namespace: "shop-dev", project: "shop-dev" };
const config = {
  workflows: {
    ref: "main",
    changed: [],
    verdict: ["promote.yml"],
    aborted: ["rollback.yml"],
    canaryEnded: ["deliver.yml"],
  },
  environments: [{ name: "dev", namespace: "shop-dev", project: "shop-dev", first: true }],
};
const rhythm = { quietMs: 30, longestMs: 200, beatMs: 60_000, retryMs: 20, doubtMs: 0 };

const healthy: Objects = {
  deployments: [],
  statefulSets: [],
  daemonSets: [],
  cronJobs: [],
  jobs: [],
  applications: [application("Synced")],
  rollouts: [rollout(newRelease, settled(newRelease))],
  replicaSets: [replicaSet(newRelease, 4), replicaSet(oldRelease, 0)],
  analysisRuns: [],
};
const inCanary: Objects = {
  ...healthy,
  rollouts: [rollout(newRelease, canary())],
  replicaSets: [replicaSet(newRelease, 1), replicaSet(oldRelease, 3)],
};

/** A reporter on a real repository; `view` is the cluster. */
async function running(first: Objects | undefined, changes: { readonly fault?: string } = {}) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const repository = await server.createRepository("shop");
  const folder = stack.use(await temporaryFolder());
  const view: { objects: Objects | undefined; fault: string | undefined } = {
    objects: first,
    fault: changes.fault,
  };
  const dispatches: string[] = [];
  const bare = server.folder("shop");
  const start = () =>
    startReporter({
      targets: [target],
      view: { objects: () => view.objects, fault: () => view.fault },
      publisher: createPublisher({
        targets: [target],
        repository,
        folder: `${folder.path}/clone.git`,
        token: async () => undefined,
      }),
      waker: createWaker(config, async (file) => void dispatches.push(file), silentLog, [10]),
      log: silentLog,
      metrics: createMetrics(),
      rhythm,
    });
  const reporter = start();
  const stop = { current: reporter };
  stack.defer(() => stop.current.stop());
  return {
    server,
    view,
    dispatches,
    reporter,
    restart: async () => {
      await stop.current.stop();
      stop.current = start();
      return stop.current;
    },
    set(objects: Objects | undefined) {
      view.objects = objects;
      stop.current.changed();
    },
    subjects: async () =>
      (await plainGit(bare, "log", "--reverse", "--format=%s", "evidence/dev/main")).split("\n"),
    refs: async () => (await plainGit(bare, "for-each-ref", "--format=%(refname:short)")).split("\n"),
    evidence: async () => JSON.parse(await plainGit(bare, "show", "evidence/dev/main:product.json")),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const eventually = <T>(look: () => Promise<T> | T) => vi.waitFor(look, { timeout: 15_000, interval: 50 });

test("reports changes, then sends a heartbeat, and starts the verbs", async () => {
  await using world = await running(inCanary);
  await eventually(async () => {
    expect((await world.evidence()).step).toEqual({ index: 0, count: 5, weight: 25 });
    expect(await world.refs()).toEqual(["evidence/dev/main", "heartbeat/dev/main"]);
    expect(world.reporter.notReady()).toBeUndefined();
  });
  world.set(healthy);
  await eventually(async () => expect((await world.evidence()).state).toBe("healthy"));
  expect(await world.subjects()).toEqual([
    "evidence(dev/main): product running",
    "evidence(dev/main): product healthy",
  ]);
  // Once for all at the start; then for the changes at the end of the canary.
  await eventually(() =>
    expect(world.dispatches.toSorted()).toEqual([
      ...["deliver.yml", "deliver.yml", "promote.yml", "promote.yml", "rollback.yml"],
    ]),
  );
});

test("a burst of changes is one commit", async () => {
  await using world = await running(healthy);
  await eventually(() => expect(world.reporter.notReady()).toBeUndefined());
  for (let index = 0; index < steps; index++) {
    world.set({ ...inCanary, rollouts: [rollout(newRelease, canary({ currentStepIndex: index }))] });
  }
  await eventually(async () => expect((await world.evidence()).step?.index).toBe(steps - 1));
  expect(await world.subjects()).toHaveLength(2);
});

const steps = 5;

test("while a watch is broken there is no heartbeat, and the readiness probe gives the reason", async () => {
  await using world = await running(healthy, { fault: "watch of rollouts in shop-dev broken: refused" });
  await eventually(async () => expect(await world.refs()).toEqual(["evidence/dev/main"]));
  await eventually(() =>
    expect(world.reporter.notReady()).toBe("dev: watch of rollouts in shop-dev broken: refused"),
  );
  expect(await world.refs()).toEqual(["evidence/dev/main"]);
  world.view.fault = undefined;
  await eventually(async () =>
    expect(await world.refs()).toEqual(["evidence/dev/main", "heartbeat/dev/main"]),
  );
});

test("before everything was listed nothing is reported, in particular no removed services", async () => {
  await using world = await running(healthy);
  await eventually(() => expect(world.reporter.notReady()).toBeUndefined());
  const tip = await world.subjects();
  world.view.objects = undefined;
  await world.restart();
  await eventually(() => expect(world.dispatches.length).toBeGreaterThan(1));
  expect(await world.subjects()).toEqual(tip);
});

test("a forge that is down delays evidence but loses none; the current state is reported", async () => {
  await using world = await running(inCanary);
  await eventually(() => expect(world.reporter.notReady()).toBeUndefined());
  const { since } = await world.evidence();
  let refused = 0;
  world.server.beforePush(async () => {
    refused++;
    throw new Error("down");
  });
  world.set({ ...inCanary, rollouts: [rollout(newRelease, canary({ currentStepIndex: 3 }))] });
  await eventually(() => expect(refused).toBeGreaterThanOrEqual(3));
  expect(world.reporter.notReady()).toMatch(/git push/);
  world.set({ ...inCanary, rollouts: [rollout(newRelease, canary({ currentStepIndex: 4 }))] });
  world.server.beforePush(undefined);
  await eventually(async () => expect((await world.evidence()).step.index).toBe(4));
  // The same release, still running: its start time is kept.
  expect((await world.evidence()).since).toBe(since);
});

test("a crash that began and ended while the forge was down restarts the healthy time", async () => {
  await using world = await running(healthy);
  await eventually(() => expect(world.reporter.notReady()).toBeUndefined());
  const { since } = await world.evidence();
  let refused = 0;
  world.server.beforePush(async () => {
    refused++;
    throw new Error("down");
  });
  const short = rollout(newRelease, settled(newRelease, { availableReplicas: 3 }));
  world.set({ ...healthy, rollouts: [short] });
  await eventually(() => expect(refused).toBeGreaterThanOrEqual(1));
  world.set(healthy);
  const seen = refused;
  await eventually(() => expect(refused).toBeGreaterThan(seen + 1));
  world.server.beforePush(undefined);
  await eventually(async () => expect((await world.evidence()).since > since).toBe(true));
  expect(await world.evidence()).toMatchObject({ state: "healthy" });
  expect(await world.subjects()).toHaveLength(2);
});

test("stopping publishes pending changes; the next process continues from there", async () => {
  await using world = await running(healthy);
  await eventually(() => expect(world.reporter.notReady()).toBeUndefined());
  const { since } = await world.evidence();
  const [rolloutNow] = healthy.rollouts;
  const status = { ...rolloutNow?.status, conditions: [] };
  world.view.objects = { ...healthy, rollouts: [rollout(newRelease, { ...status, availableReplicas: 3 })] };
  await world.reporter.stop();
  expect(await world.evidence()).toMatchObject({ state: "degraded", message: "3 of 4 pods available" });
  world.view.objects = healthy;
  await world.restart();
  await eventually(async () => expect((await world.evidence()).state).toBe("healthy"));
  expect((await world.evidence()).since > since).toBe(true);
});

test("probes give reasons, and metrics count", async () => {
  const metrics = createMetrics();
  metrics.pushed(2);
  metrics.connected("rollouts in shop-dev", false);
  const faults: { live?: string; ready?: string } = { ready: "starting" };
  const server = await serveProbes(
    { notLive: () => faults.live, notReady: () => faults.ready, metrics },
    { host: "127.0.0.1", port: 0 },
  );
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.text()] as const;
  };
  expect(await get("/livez")).toEqual([200, "ok\n"]);
  expect(await get("/readyz")).toEqual([503, "starting\n"]);
  faults.live = "no turn for 601 s";
  expect(await get("/livez")).toEqual([503, "no turn for 601 s\n"]);
  expect((await get("/other"))[0]).toBe(404);
  const [, text] = await get("/metrics");
  expect(text).toContain("slipway_reporter_evidence_pushes_total 2");
  expect(text).toContain('slipway_reporter_watch_connected{watch="rollouts in shop-dev"} 0');
  server.close();
});
