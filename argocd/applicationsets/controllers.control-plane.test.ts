/**
 * The ApplicationSet of prod on the real controllers of Argo CD and Argo Rollouts, with an API server without
 * nodes.
 */
import type { Clone } from "@slipway/testing/git/clone.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ControlPlane } from "../../local/control-plane/control-plane.ts";
import { waitFor } from "../../local/wait/wait.ts";
import { syncVerdict } from "../addons/reporter/src/evaluate/application.ts";
import type { Application } from "../addons/reporter/src/evaluate/objects.ts";
import {
  annotate,
  application,
  arrived,
  endMigration,
  names,
  pods,
  rewritten,
  serve,
} from "./testing/cluster.ts";
import { type Prod, startProd } from "./testing/prod.ts";
import { type RolloutSpec, released, setting } from "./testing/releases.ts";

let prod: Prod;
let plane: ControlPlane;
let developer: Clone;
beforeAll(async () => {
  prod = await startProd({
    files: {
      ...(await released("product", "replicas: 5")),
      ...(await released("planted", "replicas: 5")),
      ...setting("order", "first"),
      ...setting("cart", "first"),
      ...setting("user", "first"),
    },
  });
  ({ plane, developer } = prod);
});
afterAll(() => prod?.[Symbol.asyncDispose]());

test("a pause of one application persists, and changes in git do not reach it; planted: a set that removes the pause", async () => {
  for (const service of ["order", "cart", "user"]) await arrived(plane, service, "first");
  // As in docs/runbooks/pause-one-application.md: one is no longer reconciled, the other no longer synced
  // automatically.
  const reason = "slipway.dev/pause-reason=ada: incident 4711";
  await annotate(plane, "order", "argocd.argoproj.io/skip-reconcile=true", reason);
  await annotate(plane, "cart", reason);
  await plane.kubectl([
    ...["patch", "application", "prod-cart", "-n", "argocd", "--type=json"],
    ...["-p", '[{"op":"remove","path":"/spec/syncPolicy/automated"}]'],
  ]);
  await rewritten(plane, "one");
  const kept = async () => {
    const [order, cart] = await Promise.all([application(plane, "order"), application(plane, "cart")]);
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
  await arrived(plane, "user", "second");
  const tip = await developer.push("feat: more", setting("user", "third"));
  await arrived(plane, "user", "third");
  await waitFor(
    async () => {
      const { status } = await application(plane, "cart");
      const isCompared = status?.sync?.revision === tip && status.sync.status === "OutOfSync";
      return isCompared ? { value: tip } : { seen: JSON.stringify(status?.sync) };
    },
    { what: "cart to be compared with the tip", seconds: 60, everyMs: 300 },
  );
  await arrived(plane, "order", "first");
  await arrived(plane, "cart", "first");
  expect((await application(plane, "order")).status?.sync?.revision).not.toBe(tip);

  await annotate(plane, "order", "argocd.argoproj.io/skip-reconcile-", "slipway.dev/pause-reason-");
  await arrived(plane, "order", "second");

  await annotate(plane, "order", "argocd.argoproj.io/skip-reconcile=true", reason);
  await rewritten(plane, "two", { preservedFields: null, ignoreApplicationDifferences: null });
  const [lost = {}, , resumed] = await kept();
  expect(lost).not.toHaveProperty(["argocd.argoproj.io/skip-reconcile"]);
  expect(resumed).toHaveProperty("automated");
  await arrived(plane, "cart", "second");
});

const autoscaled = "autoscaling: { minReplicas: 3, maxReplicas: 10, cpuUtilization: 60 }";

test("AC-11 a service that gets an autoscaler goes to its fewest pods, and what the autoscaler sets stays; planted: without the number, one pod", async () => {
  for (const service of ["product", "planted"]) {
    expect(await pods(plane, service, ({ spec }) => spec.replicas === 5)).toBe(5);
    await serve(plane, service, 5);
  }
  await developer.push("feat: autoscaling", {
    ...(await released("product", autoscaled)),
    // The earlier chart: Rollouts treats a missing number as 1.
    ...(await released("planted", autoscaled, ({ spec: { replicas: _, ...spec }, ...rest }) => ({
      ...rest,
      spec,
    }))),
  });
  expect(await pods(plane, "product", ({ spec }) => spec.replicas === 3)).toBe(3);
  expect(await pods(plane, "planted", ({ spec }) => spec.replicas !== 5)).toBe(1);

  // Like the autoscaler: through the subresource, with the name of kube-controller-manager.
  await plane.kubectl([
    ...["patch", "rollout", "product", "-n", "shop-prod", "--subresource=scale", "--type=merge"],
    ...["-p", '{"spec":{"replicas":7}}', "--field-manager=kube-controller-manager"],
  ]);
  expect(await pods(plane, "product", ({ spec }) => spec.replicas === 7)).toBe(7);
  const labelled = ({ metadata, ...rest }: RolloutSpec): RolloutSpec => ({
    ...rest,
    metadata: { ...metadata, labels: { ...metadata.labels, later: "yes" } },
  });
  await developer.push("feat: a later release", await released("product", autoscaled, labelled));
  expect(await pods(plane, "product", ({ metadata }) => metadata.labels?.later === "yes")).toBe(7);
});

const migrating = (image: string) =>
  released(
    "ledger",
    `replicas: 2\nenv: { RELEASE: ${image} }\nslipway: { migration: { args: [migrate], timeoutSeconds: 60, retries: 0 } }\n`,
  );

test("a failed migration blocks everything of its release, and is named; a successful one does not", async () => {
  await developer.push("feat: a ledger", await migrating("first"));
  const failed = await endMigration(plane, "Failed");
  const words = await waitFor(
    async () => {
      const verdict = syncVerdict((await application(plane, "ledger")) as Application);
      return verdict?.message.includes("failed")
        ? { value: verdict.message }
        : { seen: verdict?.message ?? "no verdict" };
    },
    { what: "Argo CD to report the failure", seconds: 60, everyMs: 300 },
  );
  expect(words).toMatch(/Job ledger-migrate \(Sync\) failed: .*backoff limit.*the sync did not continue/);
  expect(await names(plane, "rollouts")).not.toContain("ledger");
  expect(await names(plane, "services")).not.toContain("ledger");
  await developer.push("fix: the migration", await migrating("second"));
  await endMigration(plane, "Complete", failed);
  expect(await pods(plane, "ledger", ({ spec }) => spec.replicas === 2)).toBe(2);
});
