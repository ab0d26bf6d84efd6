import { afterAll, beforeAll, expect, test } from "vitest";
import { wholeEnvironments } from "../../../environments/testing/whole.ts";
import type { ControlPlane } from "../../../local/control-plane/control-plane.ts";
import { type Cluster, replicaSets, startCluster, tried } from "./testing/cluster.ts";
import { goodPod, type Pod, type Sent, workload, workloadKinds } from "./testing/workloads.ts";

let cluster: Cluster;
let plane: ControlPlane;
beforeAll(async () => {
  cluster = await startCluster(await wholeEnvironments());
  ({ plane } = cluster);
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

test.for(workloadKinds)(
  "a correct %s is admitted, and refused with an image without digest",
  async (kind) => {
    expect(await tried(plane, workload(kind, goodPod()))).toEqual([]);
    const pod = goodPod();
    Object.assign(pod.containers[0] ?? {}, { image: "registry.example.com/shop/product:0.1.0" });
    const [refusal = "(admitted)"] = await tried(plane, workload(kind, pod));
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
  const [refusal = "(admitted)"] = await tried(plane, workload("Rollout", pod));
  expect(refusal).toContain("spec.template.spec: container ");
  expect(refusal).toMatch(found);
});

test("the mesh's proxy in a pod created by a controller has the mesh's image; in a template the policy applies", async () => {
  const pod = goodPod();
  const [main = {}] = pod.containers;
  pod.containers.push({ ...main, name: "istio-proxy", image: "istio/proxyv2:1.31.1" });
  expect(await tried(plane, workload("Pod", pod), replicaSets.name)).toEqual([]);
  for (const kind of ["Pod", "Rollout"])
    expect(await tried(plane, workload(kind, pod))).toEqual([
      expect.stringContaining("container istio-proxy, image: istio/proxyv2:1.31.1 has no digest"),
    ]);
});

test("one refusal names all findings", async () => {
  const [refusal = ""] = await tried(
    plane,
    workload("Deployment", { containers: [{ name: "main", image: "nginx" }] }),
  );
  expect(refusal.match(/container main, /g)).toHaveLength(12);
});

test("ES-19 prod refuses a single pod, by number or by autoscaler; an annotation with a reason admits it", async () => {
  const alone = (annotations: Record<string, string>): Sent => {
    const rollout = workload("Rollout", goodPod());
    return {
      ...rollout,
      metadata: { ...rollout.metadata, annotations },
      spec: { ...rollout.spec, replicas: 1 },
    };
  };
  const [refusal = "(admitted)"] = await tried(plane, alone({}));
  expect(refusal).toMatch(
    /spec\.replicas: 1; this environment asks for at least 2 .*slipway\.dev\/single-replica why/,
  );
  expect(await tried(plane, alone({ "slipway.dev/single-replica": "It holds a lock." }))).toEqual([]);
  const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "planted" };
  const autoscaler = (namespace: string): Sent => ({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "planted", namespace },
    spec: { minReplicas: 1, maxReplicas: 3, scaleTargetRef },
  });
  expect(await tried(plane, autoscaler("shop-prod"))).toEqual([
    expect.stringContaining("spec.minReplicas: 1; this environment asks"),
  ]);
  expect(await tried(plane, autoscaler("shop-dev"))).toEqual([]);
});

test.for(workloadKinds)("a %s in the namespace default is refused", async (kind) => {
  const [refusal = "(admitted)"] = await tried(plane, workload(kind, goodPod(), "default"));
  expect(refusal).toContain(
    "metadata.namespace: default is for nothing that runs. Name an environment's namespace.",
  );
});
