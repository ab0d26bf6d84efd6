/** Twenty canaries, one after the other: what they leave behind, in the cluster and in the controller. */
import { expect, test } from "vitest";
import { waitFor } from "../../local/wait/wait.ts";
import type { Api, Stored } from "./testing/api.ts";
import { imageOfRelease, release } from "./testing/canary-releases.ts";
import { replicaSetsOf, startPods } from "./testing/pods.ts";
import { startProd } from "./testing/prod.ts";
import { type ApplicationSeen, applications, stable } from "./testing/rollouts.ts";

const canaries = 20;
/** What starts only once has started by then. */
const warm = 5;
/** The chart's revisionHistoryLimit, and the stable release. */
const mostReplicaSets = 5 + 1;
/** Rollouts keeps five that passed; of the last canary there are three: its mesh's and two gates'. */
const mostAnalysisRuns = 5 + 3;
/** Argo CD keeps ten. */
const mostSyncs = 10;
/** Of one canary's objects in the informers' caches, with room for a garbage collection that has not come yet. */
const moreMegabytes = 32;
const moreGoroutines = 20;

const values = "canary: { scaleDownDelaySeconds: 30 }";

interface Use {
  readonly goroutines: number;
  readonly megabytes: number;
}

async function useOf(metrics: string): Promise<Use> {
  const text = await (await fetch(metrics)).text();
  const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1] ?? Number.NaN);
  return {
    goroutines: figure("go_goroutines"),
    megabytes: figure("process_resident_memory_bytes") / 2 ** 20,
  };
}

const count = async (api: Api, path: string) => (await api.list<Stored>(path)).length;
const runs = "/apis/argoproj.io/v1alpha1/namespaces/shop-prod/analysisruns";

async function settled(api: Api): Promise<void> {
  await waitFor(
    async () => {
      const left = [await count(api, replicaSetsOf("shop-prod")), await count(api, runs)] as const;
      return left[0] <= mostReplicaSets && left[1] <= mostAnalysisRuns
        ? { value: left }
        : { seen: `${left[0]} ReplicaSets, ${left[1]} AnalysisRuns` };
    },
    { what: "old ReplicaSets and AnalysisRuns to go", seconds: 120, everyMs: 1000 },
  );
}

test("AC-2 twenty good canaries in a row leave no more than their histories' limits, and the controller as small as after five", async () => {
  await using prod = await startProd({ files: await release("cart", "0", { values }) });
  const { api, developer, rollouts } = prod;
  using _pods = await startPods(api, "shop-prod");
  await stable(api, "cart", imageOfRelease("cart", "0"));
  const used: Use[] = [];
  let mostRuns = 0;
  for (let number = 1; number <= canaries; number += 1) {
    const version = String(number);
    await developer.push(`feat: ${version}`, await release("cart", version, { values }));
    await stable(api, "cart", imageOfRelease("cart", version));
    mostRuns = Math.max(mostRuns, await count(api, runs));
    used.push(await useOf(rollouts.metrics));
  }
  const [early, late] = [used[warm - 1], used[canaries - 1]];
  process.stderr.write(
    `   after ${warm}: ${JSON.stringify(early)}, after ${canaries}: ${JSON.stringify(late)}\n`,
  );
  expect(late?.goroutines).toBeLessThanOrEqual((early?.goroutines ?? 0) + moreGoroutines);
  expect(late?.megabytes).toBeLessThanOrEqual((early?.megabytes ?? 0) + moreMegabytes);
  expect(mostRuns).toBeGreaterThan(0);
  expect(mostRuns).toBeLessThan(canaries);
  await settled(api);
  const application = await api.read<ApplicationSeen>(`${applications}/prod-cart`);
  expect(application.status?.history).toHaveLength(mostSyncs);
});
