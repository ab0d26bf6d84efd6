/** State of the cluster, and the work of its missing controllers, nodes and people. */
import type { ControlPlane } from "../../../local/control-plane/control-plane.ts";
import { waitFor } from "../../../local/wait/wait.ts";
import type { Manifest } from "../../../rollouts/testing/render.ts";
import type { Application } from "../../addons/reporter/src/evaluate/objects.ts";

export const json = async <Shape>(plane: ControlPlane, ...what: readonly string[]): Promise<Shape> =>
  JSON.parse(await plane.kubectl(["get", ...what, "-o", "json"])) as Shape;

export const application = (plane: ControlPlane, name: string) =>
  json<{
    metadata: { annotations?: Record<string, string>; labels?: Record<string, string> };
    spec: { syncPolicy?: { automated?: object } };
    status?: { sync?: { status: string; revision: string } };
  }>(plane, "application", `prod-${name}`, "-n", "argocd");

/** Until the services' objects in the cluster say this. */
export async function arrived(plane: ControlPlane, service: string, value: string): Promise<void> {
  await waitFor(
    async () => {
      const { data } = await json<{ data: { value: string } }>(
        plane,
        "configmap",
        service,
        "-n",
        "shop-prod",
      );
      return data.value === value ? { value } : { seen: JSON.stringify(data) };
    },
    { what: `${service} to have ${value}`, seconds: 60, everyMs: 300 },
  );
}

export const annotate = (plane: ControlPlane, service: string, ...annotations: readonly string[]) =>
  plane.kubectl([
    "annotate",
    "application",
    `prod-${service}`,
    "-n",
    "argocd",
    "--overwrite",
    ...annotations,
  ]);

/** Makes the set update all its applications: they get a label. */
export async function rewritten(plane: ControlPlane, mark: string, change: object = {}): Promise<void> {
  const template = { metadata: { labels: { "slipway.dev/mark": mark } } };
  const patch = JSON.stringify({ spec: { ...change, template } });
  await plane.kubectl(["patch", "applicationset", "prod", "-n", "argocd", "--type=merge", "-p", patch]);
  for (const service of ["order", "cart", "user"]) {
    await waitFor(
      async () => {
        const { metadata } = await application(plane, service);
        const { labels = {} } = metadata;
        return labels["slipway.dev/mark"] === mark ? { value: mark } : { seen: JSON.stringify(labels) };
      },
      { what: `the set to write prod-${service}`, seconds: 60, everyMs: 300 },
    );
  }
}

export interface Rollout {
  readonly metadata: { readonly generation: number; readonly labels?: Record<string, string> };
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly observedGeneration?: string; readonly stableRS?: string };
}

export interface ReplicaSets {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly replicas: number };
  }[];
}

/** Waits until the controller has observed the new Rollout: the pods that its ReplicaSet requests. */
export async function pods(
  plane: ControlPlane,
  service: string,
  isAsTold: (rollout: Rollout) => boolean,
): Promise<number> {
  return waitFor(
    async () => {
      const rollout = await json<Rollout>(plane, "rollout", service, "-n", "shop-prod");
      const { items } = await json<ReplicaSets>(
        plane,
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

/** Reports the pods as available, because there are no nodes; until the release is the stable one. */
export async function serve(plane: ControlPlane, service: string, count: number): Promise<void> {
  const { items } = await json<ReplicaSets>(
    plane,
    ...["replicasets", "-n", "shop-prod", "-l", `app.kubernetes.io/name=${service}`],
  );
  const there = { replicas: count, readyReplicas: count, availableReplicas: count, observedGeneration: 1 };
  await plane.kubectl([
    ...["patch", "replicaset", items[0]?.metadata.name ?? "", "-n", "shop-prod", "--subresource=status"],
    ...["--type=merge", "-p", JSON.stringify({ status: there })],
  ]);
  await pods(plane, service, ({ status }) => (status?.stableRS ?? "") !== "");
}

interface Job {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
  };
}

/** Ends a deletion in the foreground, like the garbage collector, which does not run here: the job has no pods. */
async function collect(plane: ControlPlane, { metadata }: Job): Promise<void> {
  const { name, deletionTimestamp, finalizers = [] } = metadata;
  if (deletionTimestamp === undefined || !finalizers.includes("foregroundDeletion")) return;
  const rest = finalizers.filter((one) => one !== "foregroundDeletion");
  await plane.kubectl([
    ...["patch", "job", name, "-n", "shop-prod", "--type=merge"],
    ...["-p", JSON.stringify({ metadata: { finalizers: rest } })],
  ]);
}

/** Ends the migration's job, like the job controller, which does not run here; returns its name. */
export async function endMigration(
  plane: ControlPlane,
  how: "Complete" | "Failed",
  before?: string,
): Promise<string> {
  const uid = await waitFor(
    async () => {
      const { items } = await json<{ items: readonly Job[] }>(plane, "jobs", "-n", "shop-prod");
      const job = items.find(({ metadata }) => metadata.name === "ledger-migrate");
      if (job !== undefined && job.metadata.uid !== before) return { value: job.metadata.uid };
      if (job !== undefined) await collect(plane, job);
      const { status } = (await application(plane, "ledger")) as Application;
      return { seen: JSON.stringify([job?.metadata, status?.sync, status?.operationState]) };
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

export const names = async (plane: ControlPlane, kind: string) =>
  (await json<{ items: readonly Manifest[] }>(plane, kind, "-n", "shop-prod")).items.map(
    ({ metadata }) => metadata.name,
  );
