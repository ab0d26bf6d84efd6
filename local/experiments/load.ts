import { autoscaling } from "./autoscaling.ts";
import { sendCustomers } from "./load-generator.ts";
import type { Stage } from "./stage.ts";
import type { Story } from "./story.ts";

const customers = 8;
/** Shop, customers and other processes share one machine; the script for k6 in `services/loadgen` is stricter. */
const limits = { p95: 2000, p99: 5000 };
/** An autoscaler must have measured the load twice before it ends. */
const secondsOnPlatform = 60;
const secondsOnMachine = 30;

/** Many concurrent customers: response times, failures, and whether the busiest services are scaled. */
export async function load(stage: Stage, story: Story): Promise<void> {
  const seconds = stage.platform === undefined ? secondsOnMachine : secondsOnPlatform;
  story.say(`${customers} customers at once for ${seconds} s, each with a new customer after every journey.`);
  const watching = new AbortController();
  const watched = stage.platform && autoscaling(stage.platform, "shop-dev", watching.signal);
  const { journeys, failedJourneys, perSecond, rows, exceeded, complaints } = await sendCustomers({
    gateway: stage.gateway,
    customers,
    seconds,
    limits,
  }).finally(() => watching.abort());
  story.say(`${journeys} journeys, ${perSecond.toFixed(0)} requests per second. In milliseconds:\n`);
  story.table(
    ["request", "count", "p50", "p95", "p99", "failed"],
    rows.map(({ what, count, p50, p95, p99, failed }) => [
      ...[what, count, Math.round(p50), Math.round(p95), Math.round(p99), failed],
    ]),
  );
  story.say("");
  story.claim(
    "no customer is turned away",
    failedJourneys === 0 && journeys > 0,
    failedJourneys === 0
      ? `${journeys} journeys were completed`
      : `${failedJourneys} of ${journeys}: ${complaints.join("; ")}`,
  );
  const late = exceeded.filter(({ kind }) => kind === "time").map(({ text }) => text);
  story.claim(
    `the 95th percentile is at most ${limits.p95} ms, the 99th at most ${limits.p99}`,
    late.length === 0,
    late.length === 0
      ? "yes, and the 99th percentile of each route is below twice that limit"
      : late.join("; "),
  );
  if (stage.books !== undefined) {
    const wrong = await stage.books.broken(false);
    story.claim("goods and money agree under load", wrong.length === 0, wrong.join("; ") || "yes");
  }
  if (watched !== undefined) {
    const { rows: scaled, grew } = await watched;
    story.table(
      ["service", "of its CPU request was used", "most", "least replicas", "before", "most"],
      scaled,
    );
    const why = grew ? "replicas rose above the minimum" : "no service got more than its minimum of replicas";
    if (scaled.length === 0) story.say("No service has an autoscaler.");
    else story.claim("the autoscaler reacts", grew, why);
  }
}
