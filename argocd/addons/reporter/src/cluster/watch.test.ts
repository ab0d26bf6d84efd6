import { KubeConfig } from "@kubernetes/client-node";
import { expect, test, vi } from "vitest";
import { PAUSE_REASON } from "../evaluate/objects.ts";
import {
  analysisRun,
  application,
  metric,
  newRelease,
  replicaSet,
  rollout,
  settled,
} from "../evaluate/testing/objects.ts";
import { silentLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { startApiServer } from "../testing/api-server.ts";
import { watchCluster } from "./cluster.ts";

const LISTS = {
  applications: "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications",
  rollouts: "/apis/argoproj.io/v1alpha1/namespaces/shop-dev/rollouts",
  analysisRuns: "/apis/argoproj.io/v1alpha1/namespaces/shop-dev/analysisruns",
  replicaSets: "/apis/apps/v1/namespaces/shop-dev/replicasets",
} as const;

/** Data that the controllers write and evidence does not need. */
const BULK = {
  metadata: {
    managedFields: [{ manager: "argocd-controller", fieldsV1: { "f:spec": {} } }],
    annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}", [PAUSE_REASON]: "an outage" },
  },
  spec: { source: { repoURL: "https://forge.test/shop.git" }, metrics: [{ name: "errors" }] },
  status: { resources: [{ kind: "Rollout" }], summary: { images: ["a"] } },
};

const merged = (one: object, other: object): object => {
  const both: Record<string, unknown> = { ...one };
  for (const [key, part] of Object.entries(other)) {
    const own = both[key];
    both[key] = isMap(own) && isMap(part) ? merged(own, part) : part;
  }
  return both;
};
const isMap = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const target = { environment: "dev", cluster: "main", namespace: "shop-dev", project: "shop-dev" };

async function watching() {
  const api = await startApiServer();
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromClusterAndUser({ name: "test", server: api.url, skipTLSVerify: true }, { name: "test" });
  return {
    api,
    watch() {
      const options = { kubeConfig, targets: [target], argocd: "argocd", changed() {} };
      return watchCluster({ ...options, log: silentLog, metrics: createMetrics() });
    },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}

const eventually = <T>(look: () => T) => vi.waitFor(look, { timeout: 30_000, interval: 20 });

test("listed and changed objects keep only the fields that evidence needs", async () => {
  await using scene = await watching();
  const seen = {
    applications: [
      merged(application("Synced"), { metadata: { annotations: { [PAUSE_REASON]: "an outage" } } }),
    ],
    rollouts: [rollout(newRelease, settled(newRelease, { abort: true }))],
    analysisRuns: [analysisRun("Failed", [metric("errors", "Failed", "0.2")])],
    replicaSets: [replicaSet(newRelease, 4)],
  };
  const put = () => {
    for (const [kind, objects] of Object.entries(seen)) {
      scene.api.set(
        LISTS[kind as keyof typeof LISTS],
        objects.map((one) => merged(one, BULK)),
      );
    }
  };
  put();
  const cluster = scene.watch();
  try {
    const objects = () => cluster.objects(target);
    const first = await eventually(() => {
      const found = objects();
      if (found === undefined) throw new Error("not listed yet");
      return found;
    });
    const check = (found: typeof first) => {
      const text = JSON.stringify(found);
      expect(text).not.toMatch(/managedFields|last-applied|repoURL|"metrics"|"resources"|summary/);
      expect(found.applications[0]?.metadata.annotations).toEqual({ [PAUSE_REASON]: "an outage" });
      expect(found.applications[0]?.spec).toEqual({ project: "shop-dev", syncPolicy: { automated: {} } });
      expect(found.analysisRuns[0]?.status).toEqual(seen.analysisRuns[0]?.status);
      expect(found.rollouts[0]?.status).toEqual(seen.rollouts[0]?.status);
      expect(found.replicaSets[0]?.spec).toEqual(seen.replicaSets[0]?.spec);
    };
    check(first);
    const versionOf = (found: typeof first | undefined) => JSON.stringify(found?.replicaSets[0]?.metadata);
    await eventually(() => expect(scene.api.requests.watches).toBe(9));
    put();
    const changed = await eventually(() => {
      const found = objects();
      if (found === undefined || versionOf(found) === versionOf(first)) throw new Error("not changed yet");
      return found;
    });
    check(changed);
  } finally {
    await cluster.stop();
  }
});

test("a long list is read completely, in pages", async () => {
  await using scene = await watching();
  const many = Array.from({ length: 250 }, (_, index) =>
    merged(application("Synced"), { metadata: { name: `dev-service-${index}` } }),
  );
  scene.api.set(LISTS.applications, many);
  const cluster = scene.watch();
  try {
    await eventually(() => expect(cluster.objects(target)?.applications).toHaveLength(250));
    expect(cluster.fault(target)).toBeUndefined();
    // One each for eight other kinds.
    expect(scene.api.requests.lists).toBe(3 + 8);
  } finally {
    await cluster.stop();
  }
});
