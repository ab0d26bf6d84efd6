import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type TemporaryFolder, temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { environments, wholeEnvironment } from "../../../environments/testing/whole.ts";
import type { Manifest, Options } from "../../../local/control-plane/client.ts";
import { ControlPlane } from "../../../local/control-plane/control-plane.ts";
import { defineArgo, defineOpen } from "../../../local/control-plane/definitions.ts";
import { waitFor } from "../../../local/wait/wait.ts";
import { goodPod, type Pod, podsOf, type Sent, workload, workloadKinds } from "./testing/workloads.ts";

/** Who makes the pods of Deployments and Rollouts. */
const replicaSets = {
  name: "replica-sets",
  subject: "CN=system:serviceaccount:kube-system:replicaset-controller",
};

let folder: TemporaryFolder;
let plane: ControlPlane;
let whole: ReadonlyMap<string, readonly Manifest[]>;

beforeAll(async () => {
  folder = await temporaryFolder();
  const person = (name: string) => ({ name, subject: `O=on-call, CN=${name}` });
  plane = await ControlPlane.start(folder.path, { users: [person("ada"), person("bob"), replicaSets] });
  await plane.kubectl(["apply", "--server-side", "-k", import.meta.dirname]);
  whole = new Map(
    await Promise.all(environments.map(async (name) => [name, await wholeEnvironment(name)] as const)),
  );
  const objects = [...whole.values()].flat();
  await Promise.all([defineArgo(plane), defineOpen(plane, objects.filter(comesWithAnAddOn))]);
  for (const one of whole.values()) await settle(one);
  await plane.kubectl(["create", "serviceaccount", "default"]);
  // Both may write anything; only one of them may break glass.
  for (const name of ["ada", "bob"])
    await plane.kubectl([
      "create",
      "clusterrolebinding",
      name,
      "--clusterrole=cluster-admin",
      `--user=${name}`,
    ]);
  await inForce();
});

afterAll(async () => {
  await plane?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

const apply = async (objects: readonly Manifest[], options?: Options) =>
  (await plane.client()).apply(objects, options);

/** The definitions of these kinds come with the mesh and with External Secrets. */
const comesWithAnAddOn = ({ apiVersion }: Manifest) =>
  /\.istio\.io\/|^external-secrets\.io\//.test(apiVersion);

/** Stores the namespace with its limits and accounts, and does what the absent controllers would do there. */
async function settle(objects: readonly Manifest[]): Promise<void> {
  // One kind after the other: the namespace has to be there first.
  for (const kind of ["Namespace", "LimitRange", "ResourceQuota", "ServiceAccount"])
    expect(await apply(objects.filter((object) => object.kind === kind))).toEqual([]);
  const { name: quota, namespace = "" } =
    objects.find(({ kind }) => kind === "ResourceQuota")?.metadata ?? {};
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default", namespace } };
  expect(await apply([account])).toEqual([]);
  const { spec } = objects.find(({ kind }) => kind === "ResourceQuota") as Sent;
  const used = Object.fromEntries(Object.keys(spec.hard as object).map((key) => [key, "0"]));
  const status = JSON.stringify({ status: { hard: spec.hard, used } });
  await plane.kubectl([
    ...["patch", "resourcequota", quota ?? "", "-n", namespace],
    ...["--subresource=status", "--type=merge", "-p", status],
  ]);
}

/** The API server reads new policies and definitions in the background. */
const inForce = () =>
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
      const refusals = await apply(planted, { dryRun: true });
      const policies = refusals.filter((each) => each.includes("ValidatingAdmissionPolicy"));
      return policies.length === planted.length ? { value: undefined } : { seen: refusals.join("\n") };
    },
    { what: "the policies to be in force", seconds: 30, everyMs: 100 },
  );

const service = (spec: object): Sent => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "planted", namespace: "shop-prod" },
  spec: { ports: [{ port: 80 }], ...spec },
});

const tried = async (object: Manifest, user = "admin") =>
  (await plane.client(user)).apply([object], { dryRun: true });

test.for(environments)("all objects of %s, and the pods made of them, are admitted", async (name) => {
  const objects = whole.get(name) ?? [];
  expect(objects.length).toBeGreaterThan(100);
  expect(await apply([...objects, ...podsOf(objects)], { dryRun: true })).toEqual([]);
});

test("all objects of the local platform's prod are admitted", async () => {
  const nodeDigest = `sha256:${"0a".repeat(32)}`;
  const addresses = { repository: "http://127.0.0.1:17000/r.git", registry: "127.0.0.1:17001", nodeDigest };
  const objects = await wholeEnvironment("prod", addresses);
  expect(JSON.stringify(objects)).toContain(`127.0.0.1:17001/shop/node:24@${nodeDigest}`);
  expect(await apply([...objects, ...podsOf(objects)], { dryRun: true })).toEqual([]);
});

test.for(workloadKinds)(
  "a %s is admitted as it should be, and refused with an image without digest",
  async (kind) => {
    expect(await tried(workload(kind, goodPod()))).toEqual([]);
    const pod = goodPod();
    Object.assign(pod.containers[0] ?? {}, { image: "registry.example.com/shop/product:0.1.0" });
    const [refusal = "(admitted)"] = await tried(workload(kind, pod));
    expect(refusal).toContain("'slipway-workloads'");
    expect(refusal).toMatch(
      /spec: container main, image: \S+:0\.1\.0 has no digest; write name:tag@sha256:<64/,
    );
  },
);

interface Plant {
  readonly name: string;
  readonly change: (container: Record<string, unknown>, pod: Pod) => void;
  readonly found: RegExp;
}

const digest = `sha256:${"5f".repeat(32)}`;
const plants: readonly Plant[] = [
  {
    name: "ES-10 EF-4 no tag and no digest",
    change: (one) => Object.assign(one, { image: "nginx" }),
    found: /image: nginx has no digest/,
  },
  {
    name: "EF-4 a short digest",
    change: (one) => Object.assign(one, { image: "nginx@sha256:5f5f" }),
    found: /image: \S+ has no digest/,
  },
  {
    name: "EF-4 a digest in capitals",
    change: (one) => Object.assign(one, { image: `nginx@${digest.toUpperCase()}` }),
    found: /image: \S+ has no digest/,
  },
  {
    name: "EF-4 latest",
    change: (one) => Object.assign(one, { image: `nginx:latest@${digest}` }),
    found: /the tag latest names no version/,
  },
  {
    name: "ES-20 EF-5 no readiness probe",
    change: (one) => void delete one.readinessProbe,
    found: /readinessProbe: missing; add one/,
  },
  {
    name: "ES-20 EF-5 no liveness probe",
    change: (one) => void delete one.livenessProbe,
    found: /livenessProbe: missing; add one/,
  },
  {
    name: "ES-20 no request for CPU",
    change: (one) =>
      Object.assign(one, { resources: { requests: { memory: "1Mi" }, limits: { memory: "1Mi" } } }),
    found: /resources\.requests\.cpu: missing/,
  },
  {
    name: "ES-20 no limit of memory",
    change: (one) => Object.assign(one, { resources: { requests: { cpu: "1m", memory: "1Mi" } } }),
    found: /resources\.limits\.memory: missing/,
  },
  {
    name: "ES-15 EF-5 a pod that may be root",
    change: (_, pod) => Object.assign(pod.securityContext ?? {}, { runAsNonRoot: false }),
    found: /securityContext\.runAsNonRoot: write true/,
  },
  {
    name: "a container that is root in a pod that is not",
    change: (one) => Object.assign(one.securityContext as object, { runAsUser: 0 }),
    found: /securityContext\.runAsUser: write a number above 0/,
  },
  {
    name: "ES-15 a root that can be written",
    change: (one) => Object.assign(one.securityContext as object, { readOnlyRootFilesystem: false }),
    found: /securityContext\.readOnlyRootFilesystem: write true; mount an emptyDir/,
  },
  {
    name: "ES-15 escalation",
    change: (one) => void delete (one.securityContext as Record<string, unknown>).allowPrivilegeEscalation,
    found: /securityContext\.allowPrivilegeEscalation: write false/,
  },
  {
    name: "ES-15 capabilities",
    change: (one) => Object.assign(one.securityContext as object, { capabilities: { drop: ["NET_RAW"] } }),
    found: /securityContext\.capabilities\.drop: write \[ALL\]/,
  },
  {
    name: "ES-15 no seccomp profile",
    change: (_, pod) => void delete pod.securityContext?.seccompProfile,
    found: /securityContext\.seccompProfile\.type: write RuntimeDefault/,
  },
  {
    name: "an init container that is none of these",
    change: (_, pod) => Object.assign(pod, { initContainers: [{ name: "first", image: "busybox" }] }),
    found:
      /container first, image: busybox has no digest.*container first, resources\.requests\.cpu.*container first, securityContext\.readOnly/,
  },
];

test.for(plants)("a Rollout with $name is refused with field and remedy", async ({ change, found }) => {
  const pod = goodPod();
  change(pod.containers[0] ?? {}, pod);
  const [refusal = "(admitted)"] = await tried(workload("Rollout", pod));
  expect(refusal).toContain("spec.template.spec: container ");
  expect(refusal).toMatch(found);
});

test("the mesh's proxy in a pod that a controller makes has the mesh's image; in a template it is held to the rule", async () => {
  const pod = goodPod();
  const [main = {}] = pod.containers;
  pod.containers.push({ ...main, name: "istio-proxy", image: "istio/proxyv2:1.31.1" });
  expect(await tried(workload("Pod", pod), replicaSets.name)).toEqual([]);
  for (const kind of ["Pod", "Rollout"])
    expect(await tried(workload(kind, pod))).toEqual([
      expect.stringContaining("container istio-proxy, image: istio/proxyv2:1.31.1 has no digest"),
    ]);
});

test("one refusal names all that is wrong", async () => {
  const [refusal = ""] = await tried(
    workload("Deployment", { containers: [{ name: "main", image: "nginx" }] }),
  );
  expect(refusal.match(/container main, /g)).toHaveLength(12);
});

test("ES-19 prod refuses a single pod, by number or by autoscaler; a written reason admits it", async () => {
  const alone = (annotations: Record<string, string>): Sent => {
    const rollout = workload("Rollout", goodPod());
    return {
      ...rollout,
      metadata: { ...rollout.metadata, annotations },
      spec: { ...rollout.spec, replicas: 1 },
    };
  };
  const [refusal = "(admitted)"] = await tried(alone({}));
  expect(refusal).toMatch(
    /spec\.replicas: 1; this environment asks for at least 2 .*slipway\.dev\/single-replica why/,
  );
  expect(await tried(alone({ "slipway.dev/single-replica": "It holds a lock." }))).toEqual([]);
  const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "planted" };
  const autoscaler = (namespace: string): Sent => ({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "planted", namespace },
    spec: { minReplicas: 1, maxReplicas: 3, scaleTargetRef },
  });
  expect(await tried(autoscaler("shop-prod"))).toEqual([
    expect.stringContaining("spec.minReplicas: 1; this environment asks"),
  ]);
  expect(await tried(autoscaler("shop-dev"))).toEqual([]);
});

test.for([
  [{ type: "NodePort" }, /spec\.type: NodePort opens a port of every node\. Write ClusterIP/],
  [{ type: "LoadBalancer" }, /spec\.type: LoadBalancer in an environment goes past the gateway/],
  [{ externalIPs: ["203.0.113.9"] }, /spec\.externalIPs: takes over the traffic.*Remove it/],
] as const)("ES-18 a Service with %j is refused", async ([spec, found]) => {
  expect(await tried(service({}))).toEqual([]);
  expect((await tried(service(spec))).join()).toMatch(found);
});

test.for(workloadKinds)("a %s in the namespace default is refused", async (kind) => {
  const [refusal = "(admitted)"] = await tried(workload(kind, goodPod(), "default"));
  expect(refusal).toContain(
    "metadata.namespace: default is for nothing that runs. Name an environment's namespace.",
  );
});

test("ES-14 ES-20 Pod Security, limits and quota refuse what has none of the policies' faults", async () => {
  const privileged = { ...goodPod(), hostNetwork: true };
  expect((await tried(workload("Pod", privileged))).join()).toMatch(
    /violates PodSecurity "restricted:.*host namespaces/,
  );
  const pod = (resources: object): Pod => {
    const spec = goodPod();
    Object.assign(spec.containers[0] ?? {}, { resources });
    return spec;
  };
  const large = pod({ requests: { cpu: "1m", memory: "3Gi" }, limits: { memory: "3Gi" } });
  expect((await tried(workload("Pod", large))).join()).toMatch(/maximum memory usage per Container is 2Gi/);
  const many = pod({ requests: { cpu: "9", memory: "1Mi" }, limits: { memory: "1Mi" } });
  expect((await tried(workload("Pod", many))).join()).toMatch(
    /exceeded quota: environment, requested: requests\.cpu=9/,
  );
});

test("what was there before the rules can be scaled and cleaned up, and its pods' images cannot be changed to worse", async () => {
  const old = { ...workload("ReplicaSet", { containers: [{ name: "main", image: "nginx" }] }, "shop-old") };
  const namespace = (labels: Record<string, string>) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "shop-old", labels },
  });
  expect(await apply([namespace({}), old])).toEqual([]);
  expect(await apply([namespace({ "slipway.dev/environment": "old" })])).toEqual([]);
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
      (await apply([{ ...old, metadata: { ...old.metadata, name: "another" } }], { dryRun: true })).length > 0
        ? { value: undefined }
        : { seen: "admitted" },
    { what: "the label of the namespace to be known", seconds: 10, everyMs: 50 },
  );
  await patch({ metadata: { labels: { seen: "yes" } }, spec: { replicas: 0 } });
  const worse = { spec: { template: { spec: { containers: [{ name: "main", image: "nginx:latest" }] } } } };
  await expect(patch(worse)).rejects.toThrow(/image: nginx:latest has no digest/);
});

test("the label that breaks glass counts for who may use it, and each use is in the audit log", async () => {
  await plane.kubectl([
    "create",
    "clusterrolebinding",
    "glass",
    "--clusterrole=slipway-break-glass",
    "--user=ada",
  ]);
  // Bob may do anything to any object of Kubernetes' own groups, and nothing of Slipway's.
  await plane.kubectl(["delete", "clusterrolebinding", "bob"]);
  await plane.kubectl(["create", "clusterrole", "writer", "--verb=*", "--resource=deployments.apps"]);
  await plane.kubectl(["create", "clusterrolebinding", "writer", "--clusterrole=writer", "--user=bob"]);
  const hostile = workload("Deployment", { containers: [{ name: "main", image: "nginx" }] });
  const labelled = {
    ...hostile,
    metadata: { ...hostile.metadata, labels: { "slipway.dev/break-glass": "INC-42" } },
  };
  expect(await tried(labelled, "ada")).toEqual([]);
  expect(await tried(hostile, "ada")).toEqual([expect.stringContaining("image: nginx has no digest")]);
  expect(await tried(labelled, "bob")).toEqual([expect.stringContaining("image: nginx has no digest")]);
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
