import { waitFor } from "../../wait/wait.ts";
import { difference } from "../client.ts";
import type { ReleaseView } from "../delivery.ts";
import { aborted } from "../evidence.ts";
import type { Narrator } from "../narrator.ts";
import type { ClusterSight } from "../sight.ts";
import { budgets, type Stage, shopper } from "../stage.ts";

const values = "services/product/values.yaml";

export interface BadChange {
  readonly commit: string;
  readonly bad: ReleaseView;
  readonly good: ReleaseView;
  readonly goodHash: string;
  /** When the abort was observed, in milliseconds since the epoch. */
  readonly abortedAt: number;
}

/** The canary's analysis stops a change that answers every fifth request with an error. */
export async function badChange({ delivery, narrator, venue }: Stage): Promise<BadChange> {
  await narrator.act("Bad change: 20 % of requests fail");
  const good = await delivery.release("dev", "product");
  const healthy = await delivery.cluster.rollout("dev", "product");
  if (!good || !healthy) throw new Error("product has no release in dev");
  const inDev = shopper(venue, "dev");
  const inProd = shopper(venue, "prod");
  try {
    const commit = await delivery.push("feat(product): answer faster", {
      [values]: (content) => content.replace(/^env:$/m, 'env:\n  FAULT_ERROR_RATE: "0.2"'),
    });
    const bad = await narrator.step("push to pin", () => delivery.pinned("dev", "product", good.id));
    const hash = await narrator.step("pin to canary traffic", () =>
      delivery.canaryServes("dev", "product", bad.id),
    );
    await narrator.step(
      "canary traffic to abort",
      () => aborted(delivery, "dev", "product", bad.id),
      budgets.trafficToAbort,
    );
    const abortedAt = Date.now();
    for (const line of await delivery.cluster.measurements("dev", hash)) narrator.tell(`  ${line}`);
    await narrator.step("stable serves all traffic again", () =>
      onlyStable(delivery.cluster, hash, venue.scrapeSeconds),
    );
    await tellShoppers(narrator, inDev, inProd);
    return { commit, bad, good, goodHash: healthy.stableHash, abortedAt };
  } finally {
    await Promise.all([inDev.stop(), inProd.stop()]);
  }
}

/** The canary's request counter does not change when no request reaches it. */
async function onlyStable(cluster: ClusterSight, hash: string, scrapeSeconds: number): Promise<void> {
  let last = -1;
  await waitFor(
    async () => {
      const now = await cluster.served("dev", "product", hash);
      const still = now === last;
      last = now;
      return still ? { value: undefined } : { seen: `the canary has served ${now} requests` };
    },
    // Longer than the interval between scrapes, so that an unchanged counter is no accident.
    { what: "the canary to serve nothing", everyMs: scrapeSeconds * 2500 },
  );
}

async function tellShoppers(
  narrator: Narrator,
  inDev: ReturnType<typeof shopper>,
  inProd: ReturnType<typeof shopper>,
): Promise<void> {
  const during = inDev.count;
  const percent = ((100 * during.errors) / Math.max(during.requests, 1)).toFixed(1);
  narrator.tell(
    `  A shopper in dev saw ${during.errors} errors in ${during.requests} requests (${percent} %) from push to abort.`,
  );
  const calm = await waitFor(
    async () => {
      const since = difference(inDev.count, during);
      return since.requests >= 40 ? { value: since } : { seen: `${since.requests} requests` };
    },
    { what: "forty requests after the abort" },
  );
  narrator.tell(
    `  After the abort: ${calm.errors} errors in ${calm.requests} requests. In prod all the time: ${inProd.count.errors} in ${inProd.count.requests}.`,
  );
  if (calm.errors > 0) throw new Error(`${calm.errors} of ${calm.requests} requests failed after the abort`);
}
