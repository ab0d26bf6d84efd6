import { drive, type Failure, latencies } from "../../services/journeys/drive.ts";
import { autoscaling } from "./autoscaling.ts";
import type { Stage } from "./stage.ts";
import type { Story } from "./story.ts";

const customers = 8;
const seconds = 30;

/** Many customers at once: how long they wait, and who fails. */
export async function load(stage: Stage, story: Story): Promise<void> {
  story.say(`${customers} customers at once for ${seconds} s, each a new person after every journey.`);
  const watched = stage.platform && autoscaling(stage.platform, "shop-dev", seconds);
  const driven = await drive({
    ...{ gateway: stage.gateway, customers },
    signal: AbortSignal.timeout(seconds * 1000),
  });
  const { exchanges, failures, journeys } = driven;
  const perSecond = (exchanges.length / driven.seconds).toFixed(0);
  story.say(`${journeys} journeys, ${exchanges.length} requests, ${perSecond} a second. In milliseconds:\n`);
  story.table(
    ["request", "count", "p50", "p95", "p99", "failed"],
    latencies(exchanges).map(({ what, count, p50, p95, p99, failed }) => [
      ...[what, count, Math.round(p50), Math.round(p95), Math.round(p99), failed],
    ]),
  );
  story.say("");
  story.claim(
    "no customer is turned away",
    failures.length === 0,
    failures.length === 0 ? `${journeys} journeys came to their end` : summary(failures),
  );
  if (stage.books !== undefined) {
    const wrong = await stage.books.broken(false);
    story.claim("goods and money are right under load", wrong.length === 0, wrong.join("; ") || "yes");
  }
  if (watched !== undefined) {
    const { rows, grew } = await watched;
    story.table(["service", "replicas before", "most"], rows);
    story.claim("the autoscaler reacts", grew, grew ? "replicas were added" : "no service got more replicas");
  }
}

function summary(failures: readonly Failure[]): string {
  const kinds = Map.groupBy(failures, ({ message }) => message.split(":")[0] ?? "");
  return [...kinds].map(([kind, some]) => `${some.length} × ${kind}`).join("; ");
}
