import { afterAll, beforeAll, expect, test } from "vitest";
import { Cluster } from "../local/demo/cluster.ts";
import { kill } from "../local/platform/hold.ts";
import type { Platform } from "../local/platform/platform.ts";
import { waitFor } from "../local/wait/wait.ts";
import { addAsker, ask } from "./mesh/askers.ts";
import { Customers } from "./mesh/customers.ts";
import { openMesh } from "./mesh/open.ts";
import {
  change,
  onlyStableRuns,
  podsOf,
  podVariables,
  reaches,
  reachesWeight,
  readyPods,
  stateOf,
} from "./mesh/rollout.ts";
import { watchWeights } from "./mesh/weights.ts";
import { caller, namespace, release, service, stagesOf } from "./mesh/world.ts";

// What happens to the customers of a service that changes in other ways than by one good or bad canary.

const preview = { header: "x-preview", value: "canary" };

let platform: Platform;
/** A version that no earlier run on a platform that is kept had. */
let latest = Math.floor(Date.now() / 1000);
const nextVersion = (): string => String(++latest);
let cluster: Cluster;
let customers: Customers;

beforeAll(async () => {
  platform = await openMesh();
  cluster = new Cluster(platform);
  customers = new Customers(edge());
  await release(platform, { canary: { stages: stagesOf("5s"), preview } });
  await addAsker(platform, caller, true);
  await reaches(platform, "Healthy", 480);
});

afterAll(async () => {
  await customers?.stop();
});

const edge = (): string => `http://127.0.0.1:${platform.ports.shop.prod}/`;

test("testers see the canary by its header, customers by its weight alone", async () => {
  const version = nextVersion();
  await change(platform, { VERSION: version });
  await reachesWeight(platform, 5);
  const asTester = { headers: { [preview.header]: preview.value } };
  await waitFor(
    async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, async () => (await fetch(edge(), asTester)).text()),
      );
      return answers.every((answer) => answer === version) ? { value: answers } : { seen: answers.join(" ") };
    },
    { what: "all of the tester's answers to be the canary's", seconds: 30 },
  );
  const versions = new Set<string>();
  await waitFor(
    async () => {
      versions.add(await (await fetch(edge())).text());
      return versions.size > 1 ? { value: versions } : { seen: [...versions].join(" ") };
    },
    { what: "answers of both versions to customers", seconds: 30, everyMs: 10 },
  );
  await reaches(platform, "Healthy", 240);
  const { spec } = JSON.parse(
    await platform.kubectl(["get", "virtualservice", service, "--namespace", namespace, "-o", "json"]),
  );
  expect(spec.http.map(({ name }: { name: string }) => name)).toEqual(["primary"]);
});

test("AG a canary that another one supersedes, its promotion and the end of old pods cost no customer an answer", async () => {
  await onlyStableRuns(platform);
  const before = customers.answers;
  await change(platform, { VERSION: nextVersion() });
  await reachesWeight(platform, 25);
  const version = nextVersion();
  await change(platform, { VERSION: version });
  const { stages } = await watchWeights(platform, 480);
  // The one that was superseded served a quarter; the next one starts with its own first weight.
  expect(stages.map(({ weight }) => weight)).toEqual(expect.arrayContaining([5, 25, 50]));
  await onlyStableRuns(platform);
  expect(await podVariables(platform)).toMatchObject({ VERSION: version });
  expect(customers.errorsSince(before)).toEqual({});
});

test("AG a restart of all pods costs no customer an answer: proxies drain, and begin before the service", async () => {
  const before = customers.answers;
  const restartAt = new Date().toISOString();
  await platform.kubectl([
    ...["patch", "rollout", service, "--namespace", namespace, "--type=merge"],
    ...["--patch", JSON.stringify({ spec: { restartAt } })],
  ]);
  await waitFor(
    async () => {
      const items = await podsOf(platform);
      const old = items.filter(
        ({ metadata }) => Date.parse(metadata.creationTimestamp) < Date.parse(restartAt) - 1000,
      );
      return old.length === 0 ? { value: items } : { seen: `${old.length} pods from before the restart` };
    },
    { what: "all pods to be new ones", seconds: 240 },
  );
  await reaches(platform, "Healthy", 120);
  expect(customers.errorsSince(before)).toEqual({});
});

test("AG the autoscaler changes the number of pods during a canary: weights stay, and no customer gets an error", async () => {
  await release(platform, {
    canary: { stages: stagesOf("20s") },
    autoscaling: { minReplicas: 4, maxReplicas: 8, cpuUtilization: 90 },
  });
  await reaches(platform, "Healthy", 240);
  const before = customers.answers;
  await change(platform, { VERSION: nextVersion() });
  await reachesWeight(platform, 25);
  await limits({ minReplicas: 6 });
  await pods(6);
  expect((await stateOf(platform)).weight).toBeGreaterThanOrEqual(25);
  const { stages, end } = await watchWeights(platform, 480);
  expect(end).toMatchObject({ phase: "Healthy" });
  // At the end the release is the stable one, without a canary.
  expect(stages.map(({ weight }) => weight)).toEqual([25, 50, 0]);
  await onlyStableRuns(platform);
  await limits({ minReplicas: 2, maxReplicas: 2 });
  await pods(2);
  expect(customers.errorsSince(before)).toEqual({});

  async function limits(spec: object): Promise<void> {
    await platform.kubectl([
      ...["patch", "hpa", service, "--namespace", namespace, "--type=merge"],
      ...["--patch", JSON.stringify({ spec })],
    ]);
  }

  async function pods(wanted: number): Promise<void> {
    await waitFor(
      async () => {
        const most = Math.max(0, ...Object.values(await readyPods(platform)));
        return most === wanted ? { value: most } : { seen: `${most} pods` };
      },
      { what: `${wanted} pods of the release that serves most`, seconds: 120 },
    );
  }
});

test("AG a restart of istiod during a canary delays it and does not end it", async () => {
  const before = customers.answers;
  await change(platform, { VERSION: nextVersion() });
  await reachesWeight(platform, 5);
  await kill(platform, "istiod");
  expect(await reaches(platform, "Healthy", 480)).toMatchObject({ isSettled: true });
  expect(customers.errorsSince(before)).toEqual({});
});

test("AG one layer repeats requests: a 503 is asked for once, and with the mesh's own default more often", async () => {
  const count = `sum(http_server_request_duration_seconds_count{namespace="${namespace}",service="${service}",http_response_status_code="503"}) or vector(0)`;
  const times = 20;
  expect(await attempts()).toBe(times);
  // The negative control: a route that repeats, as Istio's own does that says nothing of retries.
  await retries({ attempts: 2, retryOn: "5xx" });
  await waitFor(
    async () => {
      const found = await attempts();
      return found > times ? { value: found } : { seen: `${found} requests for ${times}` };
    },
    { what: "the route that repeats to be in force", seconds: 120 },
  );
  await retries({ attempts: 0 });

  /** How many requests arrived at the service's pods for those that a caller sent. */
  async function attempts(): Promise<number> {
    const before = (await cluster.query(count)) ?? 0;
    expect(await ask(platform, caller, `http://${service}/unavailable`, times)).toEqual({ "503": times });
    let last = -1;
    return await waitFor(
      async () => {
        const found = ((await cluster.query(count)) ?? 0) - before;
        const isOver = found >= times && found === last;
        last = found;
        return isOver ? { value: found } : { seen: `${found} requests` };
      },
      // Longer than two scrapes: equal values are then no coincidence.
      { what: "the requests to be counted", seconds: 60, everyMs: 5000 },
    );
  }

  async function retries(value: object): Promise<void> {
    await platform.kubectl([
      ...["patch", "virtualservice", `${service}-mesh`, "--namespace", namespace, "--type=json"],
      ...["--patch", JSON.stringify([{ op: "replace", path: "/spec/http/0/retries", value }])],
    ]);
  }
});
