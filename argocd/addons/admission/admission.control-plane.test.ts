import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { environments, wholeEnvironment, wholeEnvironments } from "../../../environments/testing/whole.ts";
import type { Manifest } from "../../../local/control-plane/client.ts";
import type { ControlPlane } from "../../../local/control-plane/control-plane.ts";
import { waitFor } from "../../../local/wait/wait.ts";
import { apply, type Cluster, service, startCluster, tried } from "./testing/cluster.ts";
import { goodPod, type Pod, podsOf, workload } from "./testing/workloads.ts";

let cluster: Cluster;
let plane: ControlPlane;
beforeAll(async () => {
  cluster = await startCluster(await wholeEnvironments());
  ({ plane } = cluster);
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

test.for(environments)("all objects of %s, and the pods made of them, are admitted", async (name) => {
  const objects = cluster.whole.get(name) ?? [];
  expect(objects.length).toBeGreaterThan(100);
  expect(await apply(plane, [...objects, ...podsOf(objects)], { dryRun: true })).toEqual([]);
});

test("all objects of the local platform's prod are admitted", async () => {
  const nodeDigest = `sha256:${"0a".repeat(32)}`;
  const addresses = { repository: "http://127.0.0.1:17000/r.git", registry: "127.0.0.1:17001", nodeDigest };
  const objects = await wholeEnvironment("prod", addresses);
  expect(JSON.stringify(objects)).toContain(`127.0.0.1:17001/shop/node:24@${nodeDigest}`);
  expect(await apply(plane, [...objects, ...podsOf(objects)], { dryRun: true })).toEqual([]);
});

test.for([
  [{ type: "NodePort" }, /spec\.type: NodePort opens a port of every node\. Write ClusterIP/],
  [{ type: "LoadBalancer" }, /spec\.type: LoadBalancer in an environment goes past the gateway/],
  [{ externalIPs: ["203.0.113.9"] }, /spec\.externalIPs: takes over the traffic.*Remove it/],
] as const)("ES-18 a Service with %j is refused", async ([spec, found]) => {
  expect(await tried(plane, service({}))).toEqual([]);
  expect((await tried(plane, service(spec))).join()).toMatch(found);
});

test("ES-14 ES-20 Pod Security, limits and quota refuse objects without faults of the policies", async () => {
  const privileged = { ...goodPod(), hostNetwork: true };
  expect((await tried(plane, workload("Pod", privileged))).join()).toMatch(
    /violates PodSecurity "restricted:.*host namespaces/,
  );
  const pod = (resources: object): Pod => {
    const spec = goodPod();
    Object.assign(spec.containers[0] ?? {}, { resources });
    return spec;
  };
  const large = pod({ requests: { cpu: "1m", memory: "3Gi" }, limits: { memory: "3Gi" } });
  expect((await tried(plane, workload("Pod", large))).join()).toMatch(
    /maximum memory usage per Container is 2Gi/,
  );
  const many = pod({ requests: { cpu: "9", memory: "1Mi" }, limits: { memory: "1Mi" } });
  expect((await tried(plane, workload("Pod", many))).join()).toMatch(
    /exceeded quota: environment, requested: requests\.cpu=9/,
  );
});

test("objects from before the policies can be scaled and cleaned up, but not changed to worse images", async () => {
  const old = { ...workload("ReplicaSet", { containers: [{ name: "main", image: "nginx" }] }, "shop-old") };
  const namespace = (labels: Record<string, string>) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "shop-old", labels },
  });
  expect(await apply(plane, [namespace({}), old])).toEqual([]);
  expect(await apply(plane, [namespace({ "slipway.dev/environment": "old" })])).toEqual([]);
  const patch = (value: object) =>
    plane.kubectl([
      "patch",
      "replicaset/planted",
      "-n",
      "shop-old",
      "--type=merge",
      "-p",
      JSON.stringify(value),
    ]);
  await waitFor(
    async () =>
      (await apply(plane, [{ ...old, metadata: { ...old.metadata, name: "another" } }], { dryRun: true }))
        .length > 0
        ? { value: undefined }
        : { seen: "admitted" },
    { what: "the label of the namespace to be known", seconds: 10, everyMs: 50 },
  );
  await patch({ metadata: { labels: { seen: "yes" } }, spec: { replicas: 0 } });
  const worse = { spec: { template: { spec: { containers: [{ name: "main", image: "nginx:latest" }] } } } };
  await expect(patch(worse)).rejects.toThrow(/image: nginx:latest has no digest/);
});

test("the break-glass label is effective only for permitted users, and each use is in the audit log", async () => {
  await plane.kubectl([
    "create",
    "clusterrolebinding",
    "glass",
    "--clusterrole=slipway-break-glass",
    "--user=ada",
  ]);
  // Bob may do anything with objects of Kubernetes' own groups, and nothing with Slipway's.
  await plane.kubectl(["delete", "clusterrolebinding", "bob"]);
  await plane.kubectl(["create", "clusterrole", "writer", "--verb=*", "--resource=deployments.apps"]);
  await plane.kubectl(["create", "clusterrolebinding", "writer", "--clusterrole=writer", "--user=bob"]);
  const hostile = workload("Deployment", { containers: [{ name: "main", image: "nginx" }] });
  const labelled = {
    ...hostile,
    metadata: { ...hostile.metadata, labels: { "slipway.dev/break-glass": "INC-42" } },
  };
  expect(await tried(plane, labelled, "ada")).toEqual([]);
  expect(await tried(plane, hostile, "ada")).toEqual([expect.stringContaining("image: nginx has no digest")]);
  expect(await tried(plane, labelled, "bob")).toEqual([
    expect.stringContaining("image: nginx has no digest"),
  ]);
  const uses = (await readFile(plane.auditLog, "utf8"))
    .split("\n")
    .filter((line) => line.includes("slipway-break-glass/use"))
    .map((line) => audited.parse(JSON.parse(line)));
  expect(uses).toEqual([
    [200, "ada asks to bypass the admission rules for Deployment shop-prod/planted, ticket INC-42"],
    [403, "bob asks to bypass the admission rules for Deployment shop-prod/planted, ticket INC-42"],
  ]);
});

const audited = z
  .object({
    responseStatus: z.object({ code: z.number() }),
    annotations: z.object({ "slipway-break-glass/use": z.string() }),
  })
  .transform(({ responseStatus, annotations }) => [
    responseStatus.code === 201 ? 200 : responseStatus.code,
    annotations["slipway-break-glass/use"],
  ]);

test("EF-13 every policy has a binding, fails closed, and no rule is left out of the kustomization", async () => {
  const text = await plane.kubectl([
    "get",
    "validatingadmissionpolicies,validatingadmissionpolicybindings",
    "-o",
    "json",
  ]);
  const { items } = JSON.parse(text) as {
    items: readonly (Manifest & { spec: Record<string, unknown> })[];
  };
  const policies = items.filter(({ kind }) => kind === "ValidatingAdmissionPolicy");
  const bound = new Set(items.map(({ spec }) => spec.policyName));
  for (const { metadata, spec } of policies) {
    expect(bound, metadata?.name).toContain(metadata?.name);
    expect(spec.failurePolicy).toBe("Fail");
  }
  const files = await readFile(join(import.meta.dirname, "kustomization.yaml"), "utf8");
  expect(policies).toHaveLength((files.match(/^ {2}- /gm) ?? []).length);
});
