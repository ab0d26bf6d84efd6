/** The application set of prod on the real controllers of Argo CD and Argo Rollouts, next to an API server without a node. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Clone, emptyClone, type Files } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { ControlPlane } from "../../local/control-plane/control-plane.ts";
import { installArgoCd, startArgoCd, startRollouts } from "../../local/control-plane/controllers.ts";
import { defineArgo } from "../../local/control-plane/definitions.ts";
import { waitFor } from "../../local/wait/wait.ts";
import { type Manifest, manifests, render } from "../../rollouts/testing/render.ts";
import { syncVerdict } from "../addons/reporter/src/evaluate/application.ts";
import type { Application } from "../addons/reporter/src/evaluate/objects.ts";

const repositoryUrl = "https://github.com/slipway-dev/slipway.git";
const stack = new AsyncDisposableStack();
let plane: ControlPlane;
let developer: Clone;

beforeAll(async () => {
  const folder = stack.use(await temporaryFolder());
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("platform");
  developer = stack.use(await emptyClone(url));
  await developer.push("feat: services", {
    ...(await released("product", "replicas: 5")),
    ...(await released("planted", "replicas: 5")),
    ...setting("order", "first"),
    ...setting("cart", "first"),
    ...setting("user", "first"),
  });
  plane = stack.use(await ControlPlane.start(folder.path));
  await defineArgo(plane);
  for (const name of ["argocd", "shop-prod"]) await plane.kubectl(["create", "namespace", name]);
  await installArgoCd(plane);
  stack.use(await startRollouts(plane, join(folder.path, "rollouts")));
  stack.use(await startArgoCd(plane, join(folder.path, "argocd")));
  for (const file of ["../projects/shop-prod.yaml", "prod.yaml"]) {
    const text = await readFile(join(import.meta.dirname, file), "utf8");
    const here = text
      .replaceAll(repositoryUrl, url)
      .replace("requeueAfterSeconds: 30", "requeueAfterSeconds: 1");
    await plane.kubectl(["apply", "-f", "-"], here);
  }
});

afterAll(() => stack.disposeAsync());

/** Files of a service in prod. */
function files(service: string, objects: readonly object[]): Files {
  const folder = `environments/prod/${service}`;
  const kustomization = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
  return {
    [`${folder}/kustomization.yaml`]: stringify({
      ...kustomization,
      namespace: "shop-prod",
      resources: ["release"],
    }),
    [`${folder}/release/kustomization.yaml`]: stringify({ ...kustomization, resources: ["manifests.yaml"] }),
    [`${folder}/release/manifests.yaml`]: objects.map((one) => stringify(one)).join("---\n"),
    [`${folder}/release/release.yaml`]: `service: ${service}\n`,
  };
}

function setting(service: string, value: string): Files {
  return files(service, [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: service }, data: { value } },
  ]);
}

const strategy = "local/forge/overlay/rollouts/strategies/standard.yaml";
const common = `
resources: { requests: { cpu: 20m, memory: 64Mi }, limits: { memory: 128Mi } }
slo: { errorRatio: 0.001, p95Seconds: 0.5 }
`;

/** A release of the chart, as prod would have it; `change` is what is planted in its Rollout. */
async function released(
  service: string,
  values: string,
  change = (rollout: RolloutSpec) => rollout,
): Promise<Files> {
  const objects = manifests(await render(service, [strategy, { yaml: common + values }]));
  const planted = objects.map((one) => (one.kind === "Rollout" ? change(one as RolloutSpec) : one));
  return files(service, planted);
}

interface RolloutSpec extends Manifest {
  readonly spec: { readonly replicas?: number };
}

const json = async <Shape>(...what: readonly string[]): Promise<Shape> =>
  JSON.parse(await plane.kubectl(["get", ...what, "-o", "json"])) as Shape;

const application = (name: string) =>
  json<{
    metadata: { annotations?: Record<string, string>; labels?: Record<string, string> };
    spec: { syncPolicy?: { automated?: object } };
    status?: { sync?: { status: string; revision: string } };
  }>("application", `prod-${name}`, "-n", "argocd");

/** Until the services' objects in the cluster say this. */
async function arrived(service: string, value: string): Promise<void> {
  await waitFor(
    async () => {
      const { data } = await json<{ data: { value: string } }>("configmap", service, "-n", "shop-prod");
      return data.value === value ? { value } : { seen: JSON.stringify(data) };
    },
    { what: `${service} to have ${value}`, seconds: 60, everyMs: 300 },
  );
}

const annotate = (service: string, ...annotations: readonly string[]) =>
  plane.kubectl([
    "annotate",
    "application",
    `prod-${service}`,
    "-n",
    "argocd",
    "--overwrite",
    ...annotations,
  ]);

/** Has the set write all its applications: they get a label. */
async function rewritten(mark: string, change: object = {}): Promise<void> {
  const template = { metadata: { labels: { "slipway.dev/mark": mark } } };
  const patch = JSON.stringify({ spec: { ...change, template } });
  await plane.kubectl(["patch", "applicationset", "prod", "-n", "argocd", "--type=merge", "-p", patch]);
  for (const service of ["order", "cart", "user"]) {
    await waitFor(
      async () => {
        const { metadata } = await application(service);
        const { labels = {} } = metadata;
        return labels["slipway.dev/mark"] === mark ? { value: mark } : { seen: JSON.stringify(labels) };
      },
      { what: `the set to write prod-${service}`, seconds: 60, everyMs: 300 },
    );
  }
}

test("a pause of one application stays, and changes in git do not reach it; planted: a set that does not keep it", async () => {
  for (const service of ["order", "cart", "user"]) await arrived(service, "first");
  // As docs/runbooks/pause-one-application.md says: one is not looked at any more, the other not synced by itself.
  const reason = "slipway.dev/pause-reason=ada: incident 4711";
  await annotate("order", "argocd.argoproj.io/skip-reconcile=true", reason);
  await annotate("cart", reason);
  await plane.kubectl([
    ...["patch", "application", "prod-cart", "-n", "argocd", "--type=json"],
    ...["-p", '[{"op":"remove","path":"/spec/syncPolicy/automated"}]'],
  ]);
  await rewritten("one");
  const kept = async () => {
    const [order, cart] = await Promise.all([application("order"), application("cart")]);
    return [order.metadata.annotations, cart.metadata.annotations, cart.spec.syncPolicy];
  };
  const paused = { "slipway.dev/pause-reason": "ada: incident 4711" };
  const [order, cart, sync] = await kept();
  expect(order).toMatchObject({ ...paused, "argocd.argoproj.io/skip-reconcile": "true" });
  expect(cart).toMatchObject(paused);
  expect(sync).not.toHaveProperty("automated");

  await developer.push("feat: changes", {
    ...setting("order", "second"),
    ...setting("cart", "second"),
    ...setting("user", "second"),
  });
  await arrived("user", "second");
  const tip = await developer.push("feat: more", setting("user", "third"));
  await arrived("user", "third");
  await waitFor(
    async () => {
      const { status } = await application("cart");
      const isCompared = status?.sync?.revision === tip && status.sync.status === "OutOfSync";
      return isCompared ? { value: tip } : { seen: JSON.stringify(status?.sync) };
    },
    { what: "cart to be compared with the tip", seconds: 60, everyMs: 300 },
  );
  await arrived("order", "first");
  await arrived("cart", "first");
  expect((await application("order")).status?.sync?.revision).not.toBe(tip);

  await annotate("order", "argocd.argoproj.io/skip-reconcile-", "slipway.dev/pause-reason-");
  await arrived("order", "second");

  await annotate("order", "argocd.argoproj.io/skip-reconcile=true", reason);
  await rewritten("two", { preservedFields: null, ignoreApplicationDifferences: null });
  const [lost = {}, , resumed] = await kept();
  expect(lost).not.toHaveProperty(["argocd.argoproj.io/skip-reconcile"]);
  expect(resumed).toHaveProperty("automated");
  await arrived("cart", "second");
});

interface Rollout {
  readonly metadata: { readonly generation: number; readonly labels?: Record<string, string> };
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly observedGeneration?: string; readonly stableRS?: string };
}

interface ReplicaSets {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly replicas: number };
  }[];
}

/** Once the controller has seen the Rollout as it is to be: the pods that its ReplicaSet asks for. */
async function pods(service: string, isAsTold: (rollout: Rollout) => boolean): Promise<number> {
  return waitFor(
    async () => {
      const rollout = await json<Rollout>("rollout", service, "-n", "shop-prod");
      const { items } = await json<ReplicaSets>(
        ...["replicasets", "-n", "shop-prod", "-l", `app.kubernetes.io/name=${service}`],
      );
      const isSeen = rollout.status?.observedGeneration === String(rollout.metadata.generation);
      const [set] = items;
      if (isSeen && isAsTold(rollout) && set !== undefined) return { value: set.spec.replicas };
      return {
        seen: JSON.stringify([rollout.metadata, rollout.spec.replicas, rollout.status, items.length]),
      };
    },
    { what: `${service} to be scaled`, seconds: 60, everyMs: 300 },
  );
}

/** Says of the pods that they are there, which no node does here; until the release is the stable one. */
async function serve(service: string, count: number): Promise<void> {
  const { items } = await json<ReplicaSets>(
    ...["replicasets", "-n", "shop-prod", "-l", `app.kubernetes.io/name=${service}`],
  );
  const there = { replicas: count, readyReplicas: count, availableReplicas: count, observedGeneration: 1 };
  await plane.kubectl([
    ...["patch", "replicaset", items[0]?.metadata.name ?? "", "-n", "shop-prod", "--subresource=status"],
    ...["--type=merge", "-p", JSON.stringify({ status: there })],
  ]);
  await pods(service, ({ status }) => (status?.stableRS ?? "") !== "");
}

const autoscaled = "autoscaling: { minReplicas: 3, maxReplicas: 10, cpuUtilization: 60 }";

test("a service that gets an autoscaler goes to its fewest pods, and what the autoscaler sets stays; planted: without the number, one pod", async () => {
  for (const service of ["product", "planted"]) {
    expect(await pods(service, ({ spec }) => spec.replicas === 5)).toBe(5);
    await serve(service, 5);
  }
  await developer.push("feat: autoscaling", {
    ...(await released("product", autoscaled)),
    // As the chart was: Rollouts takes 1 for none.
    ...(await released("planted", autoscaled, ({ spec: { replicas: _, ...spec }, ...rest }) => ({
      ...rest,
      spec,
    }))),
  });
  expect(await pods("product", ({ spec }) => spec.replicas === 3)).toBe(3);
  expect(await pods("planted", ({ spec }) => spec.replicas !== 5)).toBe(1);

  // As the autoscaler does: by the subresource, under the name of kube-controller-manager.
  await plane.kubectl([
    ...["patch", "rollout", "product", "-n", "shop-prod", "--subresource=scale", "--type=merge"],
    ...["-p", '{"spec":{"replicas":7}}', "--field-manager=kube-controller-manager"],
  ]);
  expect(await pods("product", ({ spec }) => spec.replicas === 7)).toBe(7);
  const labelled = ({ metadata, ...rest }: RolloutSpec): RolloutSpec => ({
    ...rest,
    metadata: { ...metadata, labels: { ...metadata.labels, later: "yes" } },
  });
  await developer.push("feat: a later release", await released("product", autoscaled, labelled));
  expect(await pods("product", ({ metadata }) => metadata.labels?.later === "yes")).toBe(7);
});

const migrating = (image: string) =>
  released(
    "ledger",
    `replicas: 2\nenv: { RELEASE: ${image} }\nslipway: { migration: { args: [migrate], timeoutSeconds: 60, retries: 0 } }\n`,
  );

/** Ends the migration's job, as the job controller would, which does not run here; returns which one it was. */
async function endMigration(how: "Complete" | "Failed", before?: string): Promise<string> {
  const uid = await waitFor(
    async () => {
      const { items } = await json<{ items: readonly { metadata: { name: string; uid: string } }[] }>(
        ...["jobs", "-n", "shop-prod"],
      );
      const job = items.find(({ metadata }) => metadata.name === "ledger-migrate");
      if (job !== undefined && job.metadata.uid !== before) return { value: job.metadata.uid };
      const { status } = (await application("ledger")) as Application;
      return { seen: JSON.stringify([job?.metadata.uid, status?.sync, status?.operationState]) };
    },
    { what: "the migration to start", seconds: 60, everyMs: 300 },
  );
  const at = new Date().toISOString().replace(/\.\d+/, "");
  const types = how === "Complete" ? ["SuccessCriteriaMet", "Complete"] : ["FailureTarget", "Failed"];
  const conditions = types.map((type) => ({
    type,
    status: "True",
    reason: "BackoffLimitExceeded",
    message: "Job has reached the specified backoff limit",
    lastTransitionTime: at,
    lastProbeTime: at,
  }));
  const status = {
    startTime: at,
    conditions,
    active: 0,
    ready: 0,
    terminating: 0,
    ...(how === "Complete" ? { completionTime: at, succeeded: 1 } : { failed: 1 }),
  };
  await plane.kubectl([
    ...["patch", "job", "ledger-migrate", "-n", "shop-prod", "--subresource=status"],
    ...["--type=merge", "-p", JSON.stringify({ status })],
  ]);
  return uid;
}

const names = async (kind: string) =>
  (await json<{ items: readonly Manifest[] }>(kind, "-n", "shop-prod")).items.map(
    ({ metadata }) => metadata.name,
  );

test("a migration that fails keeps everything of its release out, and is named; one that succeeds lets it in", async () => {
  await developer.push("feat: a ledger", await migrating("first"));
  const failed = await endMigration("Failed");
  const words = await waitFor(
    async () => {
      const verdict = syncVerdict((await application("ledger")) as Application);
      return verdict?.message.includes("failed")
        ? { value: verdict.message }
        : { seen: verdict?.message ?? "no verdict" };
    },
    { what: "Argo CD to report the failure", seconds: 60, everyMs: 300 },
  );
  expect(words).toMatch(/Job ledger-migrate \(Sync\) failed: .*backoff limit.*the sync did not continue/);
  expect(await names("rollouts")).not.toContain("ledger");
  expect(await names("services")).not.toContain("ledger");
  await developer.push("fix: the migration", await migrating("second"));
  await endMigration("Complete", failed);
  expect(await pods("ledger", ({ spec }) => spec.replicas === 2)).toBe(2);
});
