import Table from "cli-table3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Cluster } from "../local/demo/cluster.ts";
import { hold, kill, release as letRun } from "../local/platform/hold.ts";
import type { Platform } from "../local/platform/platform.ts";
import { waitFor } from "../local/wait/wait.ts";
import { type Answers, Customers } from "./mesh/customers.ts";
import { Delivered } from "./mesh/delivered.ts";
import { openMesh } from "./mesh/open.ts";
import { onlyStableRuns, podVariables, reachesWeight } from "./mesh/rollout.ts";
import { watchWeights } from "./mesh/weights.ts";
import { namespace, service, stagesOf } from "./mesh/world.ts";

// Each controller killed at each weight of a canary that Argo CD delivers. The table is in docs/reliability.md.

const units = ["rollouts-controller", "argocd-application-controller", "prometheus", "istiod"] as const;
const weights = [5, 25, 50] as const;

let platform: Platform;
let cluster: Cluster;
let customers: Customers;
let delivered: Delivered;
/** No earlier run on a platform that is kept had one of these. */
let version = Math.floor(Date.now() / 1000);
const table = new Table({
  head: ["killed", "at weight", "then healthy after", "errors", "out of sync", "ReplicaSets", "AnalysisRuns"],
  style: { head: [], border: [] },
});

const changes = { canary: { stages: stagesOf("5s") } };

beforeAll(async () => {
  platform = await openMesh();
  cluster = new Cluster(platform);
  delivered = await Delivered.open(platform);
  await delivered.release(String(version), changes);
  await delivered.start();
  await waitFor(
    async () => {
      const { sync, health, message } = await cluster.application(`prod-${service}`);
      return sync === "Synced" && health === "Healthy"
        ? { value: sync }
        : { seen: `${sync} ${health} ${message}` };
    },
    { what: "the first release", seconds: 240 },
  );
  customers = new Customers(`http://127.0.0.1:${platform.ports.shop.prod}/`);
});

afterAll(async () => {
  await customers?.stop();
  process.stderr.write(`${table.toString()}\n`);
});

test("AC-17 a canary that nothing disturbs, for comparison", async () => {
  await canary("nothing", 5, async () => undefined);
});

test.each(units.flatMap((unit) => weights.map((weight) => [unit, weight] as const)))(
  "AC-17 %s killed at weight %i: the same final state, and no customer gets an error",
  async (unit, weight) => {
    await canary(unit, weight, () => kill(platform, unit));
  },
);

test("istiod down for ten minutes changes nothing for running traffic, and canaries work after it", async () => {
  const before = customers.answers;
  await hold(platform, "istiod", "SIGKILL");
  const until = Date.now() + 600_000;
  try {
    await waitFor(
      async () => {
        expect(customers.errorsSince(before)).toEqual({});
        const left = Math.ceil((until - Date.now()) / 1000);
        return left <= 0 ? { value: undefined } : { seen: `${left} s left` };
      },
      { what: "ten minutes without istiod", seconds: 660, everyMs: 5000 },
    );
    const answered = (customers.answers["200"] ?? 0) - (before["200"] ?? 0);
    expect(answered).toBeGreaterThan(600);
  } finally {
    await letRun(platform, "istiod");
  }
  await canary("istiod, 10 min before", 5, async () => undefined);
});

/** Delivers the next version, disturbs it at a weight, and expects the same end as without. */
async function canary(what: string, weight: number, disturb: () => Promise<void>): Promise<void> {
  version += 1;
  const before = customers.answers;
  await delivered.release(String(version), changes);
  await reachesWeight(platform, weight);
  const from = Date.now();
  await disturb();
  const outOfSync = new Set<number>();
  const { stages, end } = await watchWeights(platform, 600, async (state) => {
    const { sync } = await cluster.application(`prod-${service}`);
    if (sync === "OutOfSync") outOfSync.add(state.weight);
  });
  const seconds = (Date.now() - from) / 1000;
  await onlyStableRuns(platform);
  const errors = customers.errorsSince(before);
  const counts = await Promise.all(["replicasets", "analysisruns"].map(count));
  const measured = [`${weight} %`, `${seconds.toFixed(0)} s`, total(errors), outOfSync.size, ...counts];
  table.push([what, ...measured]);
  expect(end).toMatchObject({ phase: "Healthy" });
  expect(await podVariables(platform)).toMatchObject({ VERSION: String(version) });
  const moved = stages.map((stage) => stage.weight).filter((one) => one > 0 && one < 100);
  expect(moved).toEqual(weights.filter((one) => one >= weight));
  expect(errors).toEqual({});
  expect([...outOfSync]).toEqual([]);
}

async function count(kind: string): Promise<number> {
  const names = await platform.kubectl(["get", kind, "--namespace", namespace, "-o", "name"]);
  return names.split("\n").filter((name) => name !== "").length;
}

const total = (errors: Answers): number => Object.values(errors).reduce((sum, one) => sum + one, 0);
