/** An API server with the admission policies, and objects to try on it. */
import { join } from "node:path";
import type { Manifest, Options } from "@slipway/local/control-plane/client.ts";
import { ControlPlane } from "@slipway/local/control-plane/control-plane.ts";
import { defineArgo, defineOpen } from "@slipway/local/control-plane/definitions.ts";
import { waitFor } from "@slipway/local/wait/wait.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { expect } from "vitest";
import { goodPod, type Sent, workload } from "./workloads.ts";

/** The account that creates the pods of Deployments and Rollouts. */
export const replicaSets = {
  name: "replica-sets",
  subject: "CN=system:serviceaccount:kube-system:replicaset-controller",
};

/** A control plane that enforces the admission policies, and all objects of the environments by name. */
export interface Cluster extends AsyncDisposable {
  readonly plane: ControlPlane;
  readonly whole: ReadonlyMap<string, readonly Manifest[]>;
}

export async function startCluster(whole: ReadonlyMap<string, readonly Manifest[]>): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const person = (name: string) => ({ name, subject: `O=on-call, CN=${name}` });
  const users = [person("ada"), person("bob"), replicaSets];
  const plane = stack.use(await ControlPlane.start(folder.path, { users }));
  await plane.kubectl(["apply", "--server-side", "-k", join(import.meta.dirname, "..")]);
  const objects = [...whole.values()].flat();
  await Promise.all([defineArgo(plane), defineOpen(plane, objects.filter(comesWithAnAddOn))]);
  for (const one of whole.values()) await settle(plane, one);
  await plane.kubectl(["create", "serviceaccount", "default"]);
  // Both may write anything; only one of them may use the break-glass exception.
  for (const name of ["ada", "bob"])
    await plane.kubectl([
      "create",
      "clusterrolebinding",
      name,
      "--clusterrole=cluster-admin",
      `--user=${name}`,
    ]);
  await inForce(plane);
  const owned = stack.move();
  return { plane, whole, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

export const apply = async (plane: ControlPlane, objects: readonly Manifest[], options?: Options) =>
  (await plane.client()).apply(objects, options);

/** Add-ons (the mesh and External Secrets) install the definitions of these kinds. */
const comesWithAnAddOn = ({ apiVersion }: Manifest) =>
  /\.istio\.io\/|^external-secrets\.io\//.test(apiVersion);

/** Creates the namespace with its limits and accounts, and does the work of the missing controllers. */
async function settle(plane: ControlPlane, objects: readonly Manifest[]): Promise<void> {
  // One kind after the other, because the namespace must exist first.
  for (const kind of ["Namespace", "LimitRange", "ResourceQuota", "ServiceAccount"])
    expect(
      await apply(
        plane,
        objects.filter((object) => object.kind === kind),
      ),
    ).toEqual([]);
  const { name: quota, namespace = "" } =
    objects.find(({ kind }) => kind === "ResourceQuota")?.metadata ?? {};
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } };
  expect(await apply(plane, [account])).toEqual([]);
  const { spec } = objects.find(({ kind }) => kind === "ResourceQuota") as Sent;
  const used = Object.fromEntries(Object.keys(spec.hard as object).map((key) => [key, "0"]));
  const status = JSON.stringify({ status: { hard: spec.hard, used } });
  await plane.kubectl([
    ...["patch", "resourcequota", quota ?? "", "-n", namespace],
    ...["--subresource=status", "--type=merge", "-p", status],
  ]);
}

/** The API server reads new policies and definitions in the background. */
const inForce = (plane: ControlPlane) =>
  waitFor(
    async () => {
      const planted = [
        workload("Rollout", { containers: [{ name: "main", image: "nginx" }] }),
        workload("Pod", goodPod(), "default"),
        {
          ...workload("Deployment", goodPod()),
          spec: { ...workload("Deployment", goodPod()).spec, replicas: 1 },
        },
        service({ type: "NodePort" }),
      ];
      const refusals = await apply(plane, planted, { dryRun: true });
      const policies = refusals.filter((each) => each.includes("ValidatingAdmissionPolicy"));
      return policies.length === planted.length ? { value: undefined } : { seen: refusals.join("\n") };
    },
    { what: "the policies to be in force", seconds: 30, everyMs: 100 },
  );

export const service = (spec: object): Sent => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "planted", namespace: "shop-prod" },
  spec: { ports: [{ port: 80 }], ...spec },
});

export const tried = async (plane: ControlPlane, object: Manifest, user = "admin") =>
  (await plane.client(user)).apply([object], { dryRun: true });
