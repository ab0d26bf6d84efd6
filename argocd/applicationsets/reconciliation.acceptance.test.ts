/** What the root application makes of this repository's sets and projects, and how little it writes afterwards. */

import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { waitFor } from "../../local/wait/wait.ts";
import type { Api } from "./testing/api.ts";
import { release } from "./testing/canary-releases.ts";
import { startPods } from "./testing/pods.ts";
import { type Prod, shipped, startProd } from "./testing/prod.ts";
import { type ApplicationSeen, applications, applied, synced } from "./testing/rollouts.ts";
import { patchSet } from "./testing/sets.ts";
import { snapshot } from "./testing/snapshot.ts";

const environments = ["dev", "staging", "prod"];
const services = ["cart", "order"];
const running = new AsyncDisposableStack();
let prod: Prod;
let api: Api;
beforeAll(async () => {
  const releases = await Promise.all(
    environments.flatMap((environment) => services.map((service) => release(service, "1", { environment }))),
  );
  prod = running.use(await startProd({ files: Object.assign({}, ...releases), objects: [] }));
  api = prod.api;
  for (const environment of environments) running.use(await startPods(api, `shop-${environment}`));
  await prod.developer.push("feat: control plane", await controlPlane());
});
afterAll(() => running.disposeAsync());

/** What the root manages, for the test's repository. */
async function controlPlane(): Promise<Record<string, string>> {
  const folder = join(import.meta.dirname, "..");
  const files = globSync("{projects,applicationsets}/*.yaml", { cwd: folder });
  const texts = files.map(async (file) => [`argocd/${file}`, await shipped(file, prod.url)] as const);
  const list = await readFile(join(folder, "kustomization.yaml"), "utf8");
  return Object.fromEntries([...(await Promise.all(texts)), ["argocd/kustomization.yaml", list]]);
}

const all = async () =>
  (await api.list<ApplicationSeen>(applications)).map(({ metadata }) => metadata.name).sort();

/** Everything that was written for the services, and by which syncs. */
async function written(): Promise<readonly string[]> {
  const objects = await Promise.all(environments.map((environment) => snapshot(api, `shop-${environment}`)));
  const syncs = (await api.list<ApplicationSeen>(applications)).map(
    ({ metadata, status }) => `${metadata.name}: ${status?.history?.map(({ id }) => id).join(", ")}`,
  );
  return [...objects.flat(), ...syncs.sort()];
}

/** Until every application was rendered and compared again. */
async function comparedAgain(): Promise<void> {
  const asked = "argocd.argoproj.io/refresh";
  for (const name of await all()) {
    await api.merge(`${applications}/${name}`, { metadata: { annotations: { [asked]: "hard" } } });
  }
  for (const name of await all()) {
    await applied(api, name, "compared", ({ metadata }) => metadata.annotations?.[asked] === undefined);
    await synced(api, name);
  }
}

test("AC-1 the root application makes one application of each release on disk, and a second comparison writes nothing; planted: a change by hand", async () => {
  await prod.plane.kubectl(
    ["apply", "--server-side", "-f", "-"],
    await shipped("bootstrap/root.yaml", prod.url),
  );
  const onDisk = globSync("environments/*/*/release/release.yaml", { cwd: prod.developer.path }).map(
    (path) => {
      const [, environment, service] = path.split("/");
      return `${environment}-${service}`;
    },
  );
  const wanted = [...onDisk, "root"].sort();
  await waitFor(
    async () => {
      const names = await all();
      return names.length >= wanted.length ? { value: names } : { seen: names.join(", ") };
    },
    { what: "the root application's applications", seconds: 90, everyMs: 300 },
  );
  for (const name of wanted) {
    await applied(
      api,
      name,
      "synced and healthy",
      ({ status }) => status?.sync?.status === "Synced" && status.health?.status === "Healthy",
    );
  }
  expect(await all()).toEqual(wanted);

  const before = await written();
  await comparedAgain();
  expect(await written()).toEqual(before);

  const budget = "/apis/policy/v1/namespaces/shop-dev/poddisruptionbudgets/cart";
  await api.merge(budget, { spec: { maxUnavailable: 2 } });
  await waitFor(
    async () => {
      const found = await api.read<{ spec: { maxUnavailable: number } }>(budget);
      return found.spec.maxUnavailable === 1 ? { value: 1 } : { seen: JSON.stringify(found.spec) };
    },
    { what: "the budget to be healed", seconds: 60, everyMs: 300 },
  );
  await comparedAgain();
  expect(await written()).not.toEqual(before);
});

/** A base outside of the release's folder, which the shipped overlays do not have. */
const based = (value: string) => ({
  "environments/prod/order/kustomization.yaml": stringify({
    namespace: "shop-prod",
    resources: ["release", "../../base"],
  }),
  "environments/base/kustomization.yaml": stringify({ resources: ["settings.yaml"] }),
  "environments/base/settings.yaml": stringify({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "shared" },
    data: { value },
  }),
});

const shared = async () =>
  (await api.read<{ data: { value: string } }>("/api/v1/namespaces/shop-prod/configmaps/shared")).data.value;

test("AC-16 a commit of one service writes to that service alone, and one of a base reaches what stands on it; planted: an application that renders for its own folder only", async () => {
  const tip = await prod.developer.push("feat: based", based("first"));
  await synced(api, "prod-order", tip);
  expect(await shared()).toBe("first");
  const others = async () => (await written()).filter((one) => !/order|shared|^root/.test(one));
  const before = await others();
  const release2 = await prod.developer.push(
    "feat: second",
    await release("order", "2", { environment: "dev" }),
  );
  for (const name of await all()) await synced(api, name, release2);
  expect(await others()).toEqual(before);

  const second = await prod.developer.push("feat: base", based("second"));
  await synced(api, "prod-order", second);
  expect(await shared()).toBe("second");

  // Else the root would take the planted set back.
  await api.merge(`${applications}/root`, { spec: { syncPolicy: { automated: null } } });
  const annotations = { "argocd.argoproj.io/manifest-generate-paths": "." };
  await patchSet(prod.plane, "prod", { spec: { template: { metadata: { annotations } } } });
  await applied(api, "prod-order", "annotated", ({ metadata }) =>
    Object.keys(annotations).every((key) => key in (metadata.annotations ?? {})),
  );
  const third = await prod.developer.push("feat: base", based("third"));
  await synced(api, "prod-order", third);
  expect(await shared()).toBe("second");
});
