/** Canaries of prod's releases on the real controllers, next to an API server without a node. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitFor } from "../../local/wait/wait.ts";
import type { Api, Watch } from "./testing/api.ts";
import { imageOfRelease, type Release, release } from "./testing/canary-releases.ts";
import { imageOf, type ReplicaSet, replicaSetsOf, startPods } from "./testing/pods.ts";
import { type Prod, startProd } from "./testing/prod.ts";
import {
  type Rollout,
  type Route,
  rollout,
  rolloutsOf,
  routesOf,
  stable,
  weighted,
  weightOf,
} from "./testing/rollouts.ts";

let prod: Prod;
let api: Api;
const running = new AsyncDisposableStack();
beforeAll(async () => {
  const [cart, order, user, web] = await Promise.all([
    release("cart", "1"),
    release("order", "1"),
    release("user", "1", impatient),
    release("web", "1", waiting),
  ]);
  prod = running.use(await startProd({ files: { ...cart, ...order, ...user, ...web } }));
  api = prod.api;
  running.use(
    await startPods(
      api,
      "shop-prod",
      (image) => image === imageOfRelease("user", "sick") || image === imageOfRelease("web", "sick"),
    ),
  );
  for (const service of ["cart", "order", "user", "web"])
    await stable(api, service, imageOfRelease(service, "1"));
});
afterAll(() => running.disposeAsync());

const long = { values: "canary: { stages: [{ weight: 20, pause: 10m }] }" };

/** Images that were the stable release's, one after the other. */
async function stableImages(rollouts: Watch<Rollout>, service: string): Promise<readonly string[]> {
  const sets = await api.list<ReplicaSet>(
    `${replicaSetsOf("shop-prod")}?labelSelector=app.kubernetes.io/name=${service}`,
  );
  const images = new Map(
    sets.map((set) => [set.metadata.labels?.["rollouts-pod-template-hash"], imageOf(set)]),
  );
  const hashes = rollouts
    .events()
    .filter(({ object }) => object.metadata.name === service)
    .map(({ object }) => object.status?.stableRS ?? "");
  return hashes.filter((hash, index) => hash !== hashes[index - 1]).map((hash) => images.get(hash) ?? hash);
}

test("AC-9 a release that comes in the middle of a canary replaces it: only the newest becomes stable; planted: a canary that ends first", async () => {
  using rollouts = await api.watch<Rollout>(rolloutsOf());
  await prod.developer.push("feat: second", {
    ...(await release("cart", "2", long)),
    ...(await release("order", "2")),
  });
  await weighted(api, "cart", 20);
  await stable(api, "order", imageOfRelease("order", "2"));
  await prod.developer.push("feat: third", {
    ...(await release("cart", "3")),
    ...(await release("order", "3")),
  });
  for (const service of ["cart", "order"]) await stable(api, service, imageOfRelease(service, "3"));

  const of = (service: string, ...versions: string[]) =>
    versions.map((version) => imageOfRelease(service, version));
  expect(await stableImages(rollouts, "cart")).toEqual(of("cart", "1", "3"));
  expect(await stableImages(rollouts, "order")).toEqual(of("order", "1", "2", "3"));
  const left = await waitFor(
    async () => {
      const sets = await api.list<ReplicaSet>(
        `${replicaSetsOf("shop-prod")}?labelSelector=app.kubernetes.io/name=cart`,
      );
      const second = sets.find((set) => imageOf(set) === imageOfRelease("cart", "2"));
      return second?.spec.replicas === 0
        ? { value: second.spec.replicas }
        : { seen: JSON.stringify(second?.spec) };
    },
    { what: "the second release's pods to go", seconds: 60, everyMs: 300 },
  );
  expect(left).toBe(0);
});

const impatient: Release = { values: "canary: { progressDeadlineSeconds: 30 }" };
/** As a Rollout is without the chart's own word. */
const waiting: Release = {
  ...impatient,
  change: (object) =>
    object.kind === "Rollout"
      ? { ...object, spec: { ...(object.spec as object), progressDeadlineAbort: false } }
      : object,
};

test("AC-6 a canary that never gets ready is aborted by the progress deadline and has no weight all the time; planted: without the abort it stays", async () => {
  using routes = await api.watch<Route>(routesOf());
  const before = (await api.read<Rollout>(`${rolloutsOf()}/user`)).status?.stableRS;
  await prod.developer.push("feat: sick", {
    ...(await release("user", "sick", impatient)),
    ...(await release("web", "sick", waiting)),
    ...(await release("order", "4")),
  });
  const aborted = await rollout(
    api,
    "user",
    "aborted",
    ({ status }) => status?.abort === true && status.phase === "Degraded",
  );
  expect(aborted.status?.message).toContain("timed out progressing");
  expect(aborted.status?.stableRS).toBe(before);

  const late = await rollout(api, "web", "out of time", ({ status }) =>
    Boolean(status?.conditions?.some(({ reason }) => reason === "ProgressDeadlineExceeded")),
  );
  expect(late.status?.abort ?? false).toBe(false);
  expect(late.status?.currentPodHash).not.toBe(late.status?.stableRS);
  await stable(api, "order", imageOfRelease("order", "4"));

  const weights = (service: string) =>
    new Set(
      routes
        .events()
        .filter(({ object }) => object.metadata.name === service)
        .map(({ object }) => weightOf(object)),
    );
  expect([...weights("user")].filter((weight) => weight !== 0)).toEqual([]);
  // The watch does see weights, where a canary has them.
  expect(weights("order")).toContain(20);
});
