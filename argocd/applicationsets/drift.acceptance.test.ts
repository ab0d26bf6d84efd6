/** What is changed in the cluster by hand goes; what Rollouts has set stays. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitFor } from "../../local/wait/wait.ts";
import type { Manifest } from "../../rollouts/testing/render.ts";
import type { Api, Stored } from "./testing/api.ts";
import { imageOfRelease, release } from "./testing/canary-releases.ts";
import { startPods } from "./testing/pods.ts";
import { type Prod, startProd } from "./testing/prod.ts";
import {
  applications,
  applied,
  type Rollout,
  type Route,
  rolloutsOf,
  routesOf,
  stable,
  synced,
  weighted,
  weightOf,
} from "./testing/rollouts.ts";
import { patchSet } from "./testing/sets.ts";

const services = ["cart", "order", "product"];
const running = new AsyncDisposableStack();
let prod: Prod;
let api: Api;
beforeAll(async () => {
  const files = await Promise.all(services.map((service) => release(service, "1")));
  prod = running.use(await startProd({ files: Object.assign({}, ...files) }));
  api = prod.api;
  running.use(await startPods(api, "shop-prod"));
  await Promise.all(services.map((service) => stable(api, service, imageOfRelease(service, "1"))));
});
afterAll(() => running.disposeAsync());

const serviceObjects = "/api/v1/namespaces/shop-prod/services";
const variables = ({ spec }: Rollout) =>
  (spec.template.spec.containers[0] as { env?: readonly { name: string; value?: string }[] }).env ?? [];

/** In the cluster, as a person would: a Service goes, a variable of the pods gets another value. */
async function edit(service: string): Promise<void> {
  await prod.plane.kubectl(["delete", "service", `${service}-stable`, "-n", "shop-prod"]);
  const path = "/spec/template/spec/containers/0/env/0";
  await prod.plane.kubectl([
    ...["patch", "rollout", service, "-n", "shop-prod", "--type=json"],
    ...["-p", JSON.stringify([{ op: "replace", path, value: { name: "PORT", value: "6666" } }])],
  ]);
}

async function present(service: string): Promise<{ service: boolean; port: string | undefined }> {
  const all = await api.list<Stored>(serviceObjects);
  const rollout = await api.read<Rollout>(`${rolloutsOf()}/${service}`);
  return {
    service: all.some(({ metadata }) => metadata.name === `${service}-stable`),
    port: variables(rollout).find(({ name }) => name === "PORT")?.value,
  };
}

test("AC-10 a deleted Service and an edited variable are healed; planted: an application without self-heal", async () => {
  await api.merge(`${applications}/prod-order`, {
    spec: { syncPolicy: { automated: { selfHeal: false } } },
  });
  // From here on it has the latest settings.
  await refreshed("prod-order");
  await Promise.all([edit("cart"), edit("order")]);
  const healed = await waitFor(
    async () => {
      const found = await present("cart");
      return found.service && found.port === "8080" ? { value: found } : { seen: JSON.stringify(found) };
    },
    { what: "cart to be healed", seconds: 180, everyMs: 200 },
  );
  expect(healed).toEqual({ service: true, port: "8080" });
  await synced(api, "prod-cart");

  await applied(api, "prod-order", "out of sync", ({ status }) => status?.sync?.status === "OutOfSync");
  expect(await present("order")).toEqual({ service: false, port: "6666" });
  await api.merge(`${applications}/prod-order`, {
    spec: { syncPolicy: { automated: { selfHeal: true } } },
  });
  await synced(api, "prod-order");
  await stable(api, "order", imageOfRelease("order", "1"));
});

test("AC-10 a weight set by hand outside a canary is healed; planted: while Rollouts does not run, it stays", async () => {
  await prod.rollouts.kill();
  const route = await api.read<Route>(`${routesOf()}/cart`);
  const [primary] = route.spec.http;
  const byHand = primary?.route?.map((one, index) => ({ ...one, weight: index === 0 ? 70 : 30 }));
  await api.merge(`${routesOf()}/cart`, { spec: { http: [{ ...primary, route: byHand }] } });
  await refreshed("prod-cart");
  await synced(api, "prod-cart");
  expect(weightOf(await api.read<Route>(`${routesOf()}/cart`))).toBe(30);

  await prod.rollouts.start();
  await weighted(api, "cart", 0);
});

/** Until the application was compared with the cluster again. */
async function refreshed(name: string): Promise<void> {
  const asked = "argocd.argoproj.io/refresh";
  await api.merge(`${applications}/${name}`, { metadata: { annotations: { [asked]: "normal" } } });
  await applied(api, name, "compared", ({ metadata }) => metadata.annotations?.[asked] === undefined);
}

/** Both objects of the route are labelled; those named say how long a request may take. */
const later =
  (label: string, ...names: readonly string[]) =>
  (object: Manifest): Manifest => {
    if (object.kind !== "VirtualService") return object;
    const { http } = object.spec as { http: readonly object[] };
    const labels = { ...object.metadata.labels, later: label };
    const timeout = names.includes(object.metadata.name) ? { timeout: "7s" } : {};
    return {
      ...object,
      metadata: { ...object.metadata, labels },
      spec: { ...(object.spec as object), http: http.map((one) => ({ ...one, ...timeout })) },
    };
  };

test("AC-10 in a canary its weight stays and another change of its route is applied; planted: a timeout beside the weights, and a set that ignores no weights", async () => {
  const values = "canary: { stages: [{ weight: 20, pause: 10m }] }";
  await prod.developer.push("feat: second", await release("product", "2", { values }));
  await weighted(api, "product", 20);
  using routes = await api.watch<Route>(routesOf());
  const weights = () =>
    new Set(
      routes
        .events()
        .filter(({ object }) => object.metadata.name === "product")
        .map(({ object }) => weightOf(object)),
    );
  const push = async (change: (object: Manifest) => Manifest) =>
    prod.developer.push("feat: later", await release("product", "2", { values, change }));
  const route = (name: string) => api.read<Route>(`${routesOf()}/${name}`);

  await synced(api, "prod-product", await push(later("yes", "product-mesh")));
  const [split, mesh] = await Promise.all([route("product"), route("product-mesh")]);
  expect([split.metadata.labels?.later, mesh.metadata.labels?.later]).toEqual(["yes", "yes"]);
  expect(mesh.spec.http[0]?.timeout).toBe("7s");

  // Why the chart has two objects: the list with the weights is taken from the cluster as it is.
  const beside = await push(later("beside", "product"));
  await applied(
    api,
    "prod-product",
    "as synced as it can be",
    ({ status }) =>
      status?.operationState?.phase === "Succeeded" &&
      status.operationState.syncResult?.revision === beside &&
      status.sync?.status === "OutOfSync",
  );
  expect((await route("product")).metadata.labels?.later).toBe("beside");
  expect((await route("product")).spec.http[0]?.timeout).toBeUndefined();
  expect([...weights()]).toEqual([20]);

  await patchSet(prod.plane, "prod", { spec: { template: { spec: { ignoreDifferences: null } } } });
  await waitFor(async () => (weights().has(0) ? { value: true } : { seen: [...weights()].join(", ") }), {
    what: "git's weight to be applied in the canary",
    seconds: 60,
    everyMs: 200,
  });
});
