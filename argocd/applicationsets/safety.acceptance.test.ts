/** Applications outlive the failures of what makes them. */
import { join } from "node:path";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitFor } from "../../local/wait/wait.ts";
import type { Api, Stored, Watch } from "./testing/api.ts";
import { release } from "./testing/canary-releases.ts";
import { startGarbageCollector } from "./testing/garbage-collector.ts";
import { type Prod, shipped, startProd } from "./testing/prod.ts";
import { applications, rolloutsOf, synced } from "./testing/rollouts.ts";
import { deleted, fails, patchSet, reconciled, sets, works } from "./testing/sets.ts";

const services = ["cart", "order", "user"];
const names = services.map((service) => `prod-${service}`);
const running = new AsyncDisposableStack();
let prod: Prod;
let api: Api;
beforeAll(async () => {
  const files = await Promise.all(services.map((service) => release(service, "1")));
  prod = running.use(await startProd({ files: Object.assign({}, ...files) }));
  api = prod.api;
  await allSynced();
});
afterAll(() => running.disposeAsync());

const allSynced = () => Promise.all(names.map((name) => synced(api, name)));
const identities = async () =>
  (await api.list<Stored>(applications)).map(({ metadata }) => `${metadata.name} ${metadata.uid}`).sort();
const controller = () => prod.argocd.address("applicationset-controller");

async function restartRepoServer(): Promise<void> {
  await prod.argocd.kill("repo-server");
  await prod.developer.push("feat: unseen", await release("cart", "2"));
  await fails(api, "prod", /connection refused|Unavailable/);
  await prod.argocd.start("repo-server");
  await works(api, "prod");
}

async function lockGit(): Promise<void> {
  await prod.developer.push("feat: unseen", await release("cart", "3"));
  prod.git.requireAuthorization("Basic nobody");
  await fails(api, "prod", /authentication|credentials|401|could not read/i);
  prod.git.requireAuthorization(undefined);
  await works(api, "prod");
}

async function restartController(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await prod.argocd.kill("applicationset-controller");
    await prod.argocd.start("applicationset-controller");
  }
  await reconciled(controller(), 2);
  await works(api, "prod");
}

async function cutApiServer(seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1000;
  const refused = prod.link.refused();
  expect(prod.link.cut()).toBeGreaterThan(2);
  await waitFor(
    async () =>
      Date.now() >= until && prod.link.refused() > refused
        ? { value: true }
        : { seen: `${prod.link.refused() - refused} connections refused` },
    { what: `${seconds} s without the API server`, seconds: 60, everyMs: 100 },
  );
  prod.link.restore();
  await reconciled(controller(), 2);
  await works(api, "prod");
}

/** Git answers, and has no release any more: as an emptied or exchanged repository does. */
async function emptyGit(): Promise<void> {
  await prod.developer.git("rm", "-r", "--quiet", "environments");
  await prod.developer.push("chore: nothing", { README: "empty" });
  await reconciled(controller(), 5);
}

async function allDeleted(watch: Watch<Stored>): Promise<void> {
  await waitFor(
    async () => {
      const gone = deleted(watch.events());
      return gone.length === names.length ? { value: gone } : { seen: gone.join(", ") };
    },
    { what: "every application to be deleted", seconds: 60, everyMs: 300 },
  );
  expect(await api.list(applications)).toEqual([]);
  // Even then: the applications have no finalizer that takes their objects along.
  const rollouts = await api.list<Stored>(rolloutsOf());
  expect(rollouts.map(({ metadata }) => metadata.name)).toEqual(services);
}

test("AC-13 while repo server, git, the sets' controller and the API server fail, and when git is empty, no application is deleted; planted: a set that may delete", async () => {
  using seen = await api.watch<Stored>(applications);
  const before = await identities();
  await restartRepoServer();
  await lockGit();
  await restartController(20);
  await cutApiServer(2);
  await emptyGit();
  expect(deleted(seen.events())).toEqual([]);
  expect(await identities()).toEqual(before);

  await patchSet(prod.plane, "prod", { spec: { syncPolicy: { applicationsSync: "sync" } } });
  await allDeleted(seen);
});

/** Deletes the set, and returns when the garbage collector has gone through what it owned. */
async function remove(): Promise<void> {
  const { metadata } = await api.read<Stored>(`${sets}/prod`);
  const owner = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    name: "prod",
    uid: metadata.uid,
  };
  const probe = { name: "owned-by-the-set", namespace: "argocd", ownerReferences: [owner] };
  const object = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: probe });
  await prod.plane.kubectl(["apply", "-f", "-"], object);
  await prod.plane.kubectl(["delete", "applicationset", "prod", "-n", "argocd", "--cascade=background"]);
  await waitFor(
    async () => {
      const maps = await api.list<Stored>("/api/v1/namespaces/argocd/configmaps");
      const left = maps.filter(({ metadata: { name } }) => name === probe.name);
      return left.length === 0 ? { value: true } : { seen: JSON.stringify(left) };
    },
    { what: "the garbage collector to delete what the set owned", seconds: 60, everyMs: 300 },
  );
}

test("AC-13 a deleted set leaves its applications and their objects; planted: a set without its finalizer", async () => {
  const folder = running.use(await temporaryFolder());
  running.use(await startGarbageCollector(prod.plane, join(folder.path, "manager")));
  await prod.developer.git("revert", "--no-edit", "HEAD");
  await prod.developer.push("feat: services again");
  const set = await shipped("applicationsets/prod.yaml", prod.url);
  await prod.plane.kubectl(["apply", "-f", "-"], set);
  await allSynced();
  using seen = await api.watch<Stored>(applications);
  const before = await identities();
  await remove();
  expect(deleted(seen.events())).toEqual([]);
  await prod.plane.kubectl(["apply", "-f", "-"], set);
  await works(api, "prod");
  expect(await identities()).toEqual(before);

  await patchSet(prod.plane, "prod", { metadata: { finalizers: null } });
  await remove();
  await allDeleted(seen);
});
