/** What is taken out of git: one object goes, everything does not. */
import { join } from "node:path";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { waitFor } from "../../local/wait/wait.ts";
import type { Api, Stored } from "./testing/api.ts";
import { imageOfRelease, release } from "./testing/canary-releases.ts";
import { startGarbageCollector } from "./testing/garbage-collector.ts";
import { startPods } from "./testing/pods.ts";
import { type Prod, startProd } from "./testing/prod.ts";
import { applications, applied, stable, synced } from "./testing/rollouts.ts";
import { reconciled } from "./testing/sets.ts";
import { snapshot } from "./testing/snapshot.ts";

const running = new AsyncDisposableStack();
let prod: Prod;
let api: Api;
const services = ["cart", "order", "user"];
beforeAll(async () => {
  const files = await Promise.all(services.map((service) => release(service, "1")));
  prod = running.use(await startProd({ files: Object.assign({}, ...files) }));
  api = prod.api;
  running.use(await startPods(api, "shop-prod"));
  // Argo CD prunes in the foreground, which the garbage collector ends.
  const folder = running.use(await temporaryFolder());
  running.use(await startGarbageCollector(prod.plane, join(folder.path, "manager")));
  await Promise.all(services.map((service) => stable(api, service, imageOfRelease(service, "1"))));
});
afterAll(() => running.disposeAsync());

const without = (kind: string, service: string) =>
  release(service, "1", { change: (object) => (object.kind === kind ? undefined : object) });

/** Everything of a service, in the words of `snapshot`. */
const objectsOf = async (service: string): Promise<readonly string[]> =>
  (await snapshot(api, "shop-prod")).filter(
    (one) => one.includes(`/${service}@`) || one.includes(`/${service}-`),
  );

test("AC-12 an object that is no longer in git is pruned and nothing else is touched; planted: an application without pruning", async () => {
  await api.merge(`${applications}/prod-order`, { spec: { syncPolicy: { automated: { prune: false } } } });
  const before = await objectsOf("cart");
  const tip = await prod.developer.push("feat: no budget", {
    ...(await without("PodDisruptionBudget", "cart")),
    ...(await without("PodDisruptionBudget", "order")),
  });
  await synced(api, "prod-cart", tip);
  await applied(
    api,
    "prod-order",
    "synced but for what it may not prune",
    ({ status }) =>
      status?.operationState?.syncResult?.revision === tip && status.operationState.phase === "Succeeded",
  );
  const budgets = await api.list<Stored>("/apis/policy/v1/namespaces/shop-prod/poddisruptionbudgets");
  expect(budgets.map(({ metadata }) => metadata.name)).toEqual(["order", "user"]);
  const kept = (all: readonly string[]) => all.filter((one) => !one.startsWith("poddisruptionbudgets/"));
  expect(kept(await objectsOf("cart"))).toEqual(kept(before));
  await api.merge(`${applications}/prod-order`, { spec: { syncPolicy: { automated: { prune: true } } } });
});

/** An overlay that renders nothing. */
const empty = (service: string) => ({
  [`environments/prod/${service}/kustomization.yaml`]: stringify({
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    namespace: "shop-prod",
    resources: [],
  }),
});

test("AC-12 an overlay that renders nothing is refused and everything stays; planted: an application that may be empty", async () => {
  const before = await objectsOf("user");
  const tip = await prod.developer.push("fix: nothing", empty("user"));
  const refused = await applied(api, "prod-user", "refused", ({ status }) =>
    Boolean(
      status?.conditions?.some(({ message }) => message.includes("auto-sync will wipe out all resources")),
    ),
  );
  expect(refused.status?.sync).toMatchObject({ status: "OutOfSync", revision: tip });
  expect(await objectsOf("user")).toEqual(before);

  await api.merge(`${applications}/prod-user`, { spec: { syncPolicy: { automated: { allowEmpty: true } } } });
  await waitFor(
    async () => {
      const left = await objectsOf("user");
      return left.length === 0 ? { value: true } : { seen: left.join(", ") };
    },
    { what: "everything of user to be wiped out", seconds: 90, everyMs: 300 },
  );
});

test("AC-12 a release that is no longer in git leaves its application and its objects", async () => {
  const [before] = await identity();
  const objects = await objectsOf("order");
  await prod.developer.push("chore: no order", { "environments/prod/order/release/release.yaml": null });
  await reconciled(prod.argocd.address("applicationset-controller"), 5);
  expect(await identity()).toEqual([before]);
  await prod.developer.git("rm", "-r", "--quiet", "environments/prod/order");
  await prod.developer.push("chore: no order at all");
  await applied(api, "prod-order", "without a folder", ({ status }) =>
    Boolean(status?.conditions?.some(({ message }) => message.includes("app path does not exist"))),
  );
  expect(await identity()).toEqual([before]);
  expect(await objectsOf("order")).toEqual(objects);
});

const identity = async (): Promise<readonly string[]> =>
  (await api.list<Stored>(applications))
    .filter(({ metadata }) => metadata.name === "prod-order")
    .map(({ metadata }) => metadata.uid);
