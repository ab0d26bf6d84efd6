/** A live board with made-up objects: product is a canary of 25 % in dev and healthy in prod. */
import {
  analysisRun,
  application,
  canary,
  metric,
  newRelease,
  oldRelease,
  replicaSet,
  rollout,
  settled,
} from "../../../argocd/addons/reporter/src/evaluate/testing/objects.ts";
import type { Objects } from "../../../argocd/addons/reporter/src/observe.ts";
import { type LiveServer, serveLive } from "../server.ts";
import type { LiveSources } from "../sources.ts";

export interface Scene extends AsyncDisposable {
  readonly server: LiveServer;
  /** `<environment>/<service>` of each requested refresh. */
  readonly refreshed: readonly string[];
  /** Replaces the objects of an environment's cluster. */
  set(environment: string, objects: Objects): void;
  /** Requests per second by pod template hash in dev; a text is an error of Prometheus. */
  traffic(answer: Readonly<Record<string, number>> | string): void;
  /** Number of queries to Prometheus. */
  asked(): number;
}

const none = { deployments: [], statefulSets: [], daemonSets: [], cronJobs: [], jobs: [] } as const;

export const inCanary: Objects = {
  ...none,
  applications: [application("Synced", { health: { status: "Progressing" } })],
  rollouts: [
    rollout(newRelease, canary({ currentStepIndex: 2, canary: { weights: { canary: { weight: 25 } } } })),
  ],
  replicaSets: [replicaSet(newRelease, 1), replicaSet(oldRelease, 3)],
  analysisRuns: [
    analysisRun("Running", [
      metric("error-ratio", "Successful", "0.001", "0.0004"),
      metric("latency-p95", "Failed", "0.04", "0.21"),
    ]),
  ],
};

export const promoted: Objects = {
  ...none,
  applications: [application("Synced", { health: { status: "Healthy" } })],
  rollouts: [rollout(newRelease, settled(newRelease))],
  replicaSets: [replicaSet(newRelease, 4), replicaSet(oldRelease, 0)],
  analysisRuns: [],
};

export async function startScene(): Promise<Scene> {
  const clusters = new Map<string, Objects>([
    ["dev", inCanary],
    ["prod", { ...promoted, applications: [] }],
  ]);
  const listeners: (() => void)[] = [];
  const refreshed: string[] = [];
  let answer: Readonly<Record<string, number>> | string = { "79c4f5d686": 2, "6fd5d8c7b9": 6 };
  let asked = 0;
  const sources: LiveSources = {
    title: "a test",
    environments: ["dev", "prod"].map((name) => ({ name, namespace: `shop-${name}` })),
    links: [{ title: "repository", url: "http://127.0.0.1:1/repository" }],
    objects: ({ name }) => clusters.get(name),
    fault: () => undefined,
    prometheus: async () => {
      asked += 1;
      if (typeof answer === "string") throw new Error(answer);
      return JSON.stringify({ data: { result: Object.entries(answer).map(series) } });
    },
    commits: async () => [
      {
        sha: "1".repeat(40),
        author: "Dana",
        at: "2026-01-01T12:00:00Z",
        url: "javascript:alert(1)",
        subject: "feat: <img src=x onerror=alert(1)>",
      },
    ],
    refresh: async (environment, service) => void refreshed.push(`${environment}/${service}`),
    onChange: (listener) => listeners.push(listener),
  };
  const server = await serveLive(sources);
  return {
    server,
    refreshed,
    asked: () => asked,
    set(environment, objects) {
      clusters.set(environment, objects);
      for (const listener of listeners) listener();
    },
    traffic: (now) => {
      answer = now;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const series = ([hash, rate]: [string, number]) => ({
  metric: { namespace: "shop-dev", service: "product", rollouts_pod_template_hash: hash },
  value: [0, String(rate)],
});
