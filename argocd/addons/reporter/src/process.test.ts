/** The reporter as a separate process, killed like a process on a node that loses power. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { git as plainGit } from "@slipway/testing/git/git.ts";
import { expect, test, vi } from "vitest";
import type { Rollout } from "./evaluate/objects.ts";
import {
  application,
  canary,
  newRelease,
  oldRelease,
  replicaSet,
  rollout,
  settled,
} from "./evaluate/testing/objects.ts";
import { kill, openScene } from "./testing/scene.ts";

const argoproj = "/apis/argoproj.io/v1alpha1/namespaces";

async function world() {
  const scene = await openScene(["dev"]);
  const { api, repository } = scene;
  return {
    ...scene,
    runs(seen: Rollout, [old, now]: readonly [old: number, now: number]) {
      api.set(`${argoproj}/argocd/applications`, [application("Synced")]);
      const sets = [replicaSet(oldRelease, old), replicaSet(newRelease, now)];
      api.set("/apis/apps/v1/namespaces/shop-dev/replicasets", sets);
      api.set(`${argoproj}/shop-dev/rollouts`, [seen]);
    },
    evidence: async () => JSON.parse(await plainGit(repository, "show", "evidence/dev/main:product.json")),
    tip: () => plainGit(repository, "rev-parse", "evidence/dev/main"),
    beat: () => plainGit(repository, "rev-parse", "heartbeat/dev/main"),
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  };
}

/** Waits until it is. */
async function killed(child: ChildProcess): Promise<void> {
  const isGone = child.exitCode !== null || child.signalCode !== null;
  if (!isGone) await once(child, "exit", { signal: AbortSignal.timeout(40_000) });
  expect(child.signalCode).toBe("SIGKILL");
}

const eventually = <T>(look: () => Promise<T> | T) => vi.waitFor(look, { timeout: 30_000, interval: 50 });

test("AG-30 killed between commit and push, before its heartbeat and before its wake-up, it reports the same state once", async () => {
  await using scene = await world();
  scene.runs(rollout(newRelease, canary({ currentStepIndex: 2 })), [3, 1]);
  const gone = (during: ChildProcess) => async () => {
    scene.git.beforePush(undefined);
    await kill(during);
    throw new Error("the pusher is gone");
  };

  scene.forge.beforeAnswer(async () => {
    throw new Error("busy");
  });

  // Its first evidence is committed, but never pushed.
  const first = scene.start();
  scene.git.beforePush(gone(first));
  await killed(first);
  await expect(scene.tip()).rejects.toThrow();

  // The next process pushes it, and dies before its heartbeat.
  const second = scene.start();
  let pushes = 0;
  scene.git.beforePush(async () => {
    if (++pushes === 2) await gone(second)();
  });
  await killed(second);
  const tip = await scene.tip();
  const { since } = await scene.evidence();
  await expect(scene.beat()).rejects.toThrow();

  // The next process finds all of it pushed, and dies before it starts a workflow.
  const third = scene.start();
  scene.forge.beforeAnswer(async () => {
    await kill(third);
    throw new Error("the caller is gone");
  });
  await killed(third);
  scene.forge.beforeAnswer(undefined);
  expect(scene.forge.dispatched).toEqual([]);

  scene.start();
  await eventually(() =>
    expect(scene.forge.dispatched.toSorted()).toEqual([
      "deliver.yml",
      "gates-check.yml",
      "promote.yml",
      "rollback.yml",
    ]),
  );
  await eventually(() => scene.beat());
  expect(await scene.tip()).toBe(tip);
  expect(await scene.evidence()).toMatchObject({ state: "running", since });

  scene.runs(rollout(newRelease, settled(newRelease)), [0, 4]);
  await eventually(async () => expect(await scene.evidence()).toMatchObject({ state: "healthy" }));
}, 150_000);
