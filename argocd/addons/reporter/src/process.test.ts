/** The reporter as a process of its own, killed as a node that loses power kills it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { git as plainGit } from "../../../../actions/testing/git.ts";
import { startGitServer } from "../../../../actions/testing/git-server.ts";
import { temporaryFolder } from "../../../../actions/testing/temporary-folder.ts";
import { bundle } from "../build.ts";
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
import { startApiServer } from "./testing/api-server.ts";
import { startForgeApi } from "./testing/forge-api.ts";

const argoproj = (namespace: string, plural: string) =>
  `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/${plural}`;

async function world() {
  const stack = new AsyncDisposableStack();
  const gitServer = stack.use(await startGitServer());
  const repository = await gitServer.createRepository("slipway/shop");
  const api = stack.use(await startApiServer());
  const forge = stack.use(await startForgeApi());
  const folder = stack.use(await temporaryFolder());
  const config = {
    ...{ repository, api: forge.url, cluster: "main", clone: join(folder.path, "clone.git") },
    environments: [{ name: "dev", namespace: "shop-dev", project: "shop-dev", first: true }],
    listen: { host: "127.0.0.1", port: await freePort() },
  };
  const kubeconfig = {
    ...{ apiVersion: "v1", kind: "Config", "current-context": "test" },
    clusters: [{ name: "test", cluster: { server: api.url, "insecure-skip-tls-verify": true } }],
    users: [{ name: "test", user: {} }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
  };
  // The bundle, because that is what runs; it leaves parts of the Kubernetes client out.
  await bundle(join(folder.path, "reporter.mjs"));
  await writeFile(join(folder.path, "reporter.yaml"), stringify(config));
  await writeFile(join(folder.path, "kubeconfig"), stringify(kubeconfig));
  const running = new Set<ChildProcess>();
  stack.defer(async () => {
    await Promise.all([...running].map(kill));
  });
  const bare = gitServer.folder("slipway/shop");
  return {
    gitServer,
    forge,
    runs(seen: Rollout, available: readonly [old: number, now: number]) {
      api.set(argoproj("argocd", "applications"), [application("Synced")]);
      const sets = [replicaSet(oldRelease, available[0]), replicaSet(newRelease, available[1])];
      api.set(
        "/apis/apps/v1/namespaces/shop-dev/replicasets",
        sets.map((one) => ({ ...one, metadata: { ...one.metadata } })),
      );
      api.set(argoproj("shop-dev", "rollouts"), [seen]);
    },
    start(): ChildProcess {
      const child = spawn(
        process.execPath,
        [join(folder.path, "reporter.mjs"), "--config", join(folder.path, "reporter.yaml")],
        {
          env: {
            PATH: process.env.PATH,
            KUBECONFIG: join(folder.path, "kubeconfig"),
            SLIPWAY_TOKEN: "t0ken",
          },
          stdio: "ignore",
        },
      );
      running.add(child);
      return child;
    },
    evidence: async () => JSON.parse(await plainGit(bare, "show", "evidence/dev/main:product.json")),
    tip: () => plainGit(bare, "rev-parse", "evidence/dev/main"),
    beat: () => plainGit(bare, "rev-parse", "heartbeat/dev/main"),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function killed(child: ChildProcess): Promise<void> {
  const isGone = child.exitCode !== null || child.signalCode !== null;
  if (!isGone) await once(child, "exit", { signal: AbortSignal.timeout(20_000) });
  expect(child.signalCode).toBe("SIGKILL");
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

const eventually = <T>(look: () => Promise<T> | T) => vi.waitFor(look, { timeout: 30_000, interval: 50 });

test("AG-30 killed between commit and push, before its heartbeat and before its wake-up, it tells the same truth once", async () => {
  await using scene = await world();
  scene.runs(rollout(newRelease, canary({ currentStepIndex: 2 })), [3, 1]);
  const gone = (during: ChildProcess) => async () => {
    scene.gitServer.beforePush(undefined);
    await kill(during);
    throw new Error("the pusher is gone");
  };

  scene.forge.beforeAnswer(async () => {
    throw new Error("busy");
  });

  // Its first evidence is committed, and never arrives.
  const first = scene.start();
  scene.gitServer.beforePush(gone(first));
  await killed(first);
  await expect(scene.tip()).rejects.toThrow();

  // The next one says it, and dies before it can say that it is alive.
  const second = scene.start();
  let pushes = 0;
  scene.gitServer.beforePush(async () => {
    if (++pushes === 2) await gone(second)();
  });
  await killed(second);
  const tip = await scene.tip();
  const { since } = await scene.evidence();
  await expect(scene.beat()).rejects.toThrow();

  // The next one finds all of it said, and dies before anybody is woken.
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
    expect(scene.forge.dispatched.toSorted()).toEqual(["deliver.yml", "promote.yml", "rollback.yml"]),
  );
  await eventually(() => scene.beat());
  expect(await scene.tip()).toBe(tip);
  expect(await scene.evidence()).toMatchObject({ state: "running", since });

  scene.runs(rollout(newRelease, settled(newRelease)), [0, 4]);
  await eventually(async () => expect(await scene.evidence()).toMatchObject({ state: "healthy" }));
}, 60_000);
