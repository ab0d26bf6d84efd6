import { errorRatio, errorsAboveStable, quantileAbove, quantileBelow, type Seen } from "../odds/bounds.ts";
import { edges, type Traffic } from "./traffic.ts";

export interface Judged {
  readonly canary: readonly Traffic[];
  readonly stable: readonly Traffic[];
  readonly windowSeconds: number;
  readonly scrapeSeconds: number;
  /** Standard errors of the strategy. */
  readonly z: { readonly errors: number; readonly latency: number };
}

/** What Prometheus must answer to the query of a metric: reckoned here a second time, in another language. */
export function answerTo(metric: string, judged: Judged): readonly number[] {
  const { canary, stable, windowSeconds, z } = judged;
  const [own, beside] = [seen(judged, canary), seen(judged, stable)];
  switch (metric) {
    case "traffic-floor":
      return [own.requests / windowSeconds];
    case "error-ratio":
      return [errorRatio(own, z.errors)];
    case "error-ratio-vs-stable":
      return [beside.requests > 0 ? errorsAboveStable(own, beside, z.errors) : 0];
    case "latency-p95":
      return quantile(canary, quantileBelow(own.requests, z.latency));
    case "latency-p95-vs-stable": {
      const [lowest] = quantile(canary, quantileBelow(own.requests, z.latency));
      const [highest] = quantile(stable, quantileAbove(beside.requests, z.latency));
      return lowest === undefined || highest === undefined ? [] : [lowest - highest];
    }
    case "restarts":
      return canary.length === 0 ? [] : [canary.some(isRestarted) ? 1 : 0];
    case "saturation":
      return canary.length === 0 ? [] : [0.2];
    default:
      throw new Error(`no answer is known to ${metric}`);
  }
}

const isRestarted = ({ restartAfter }: Traffic): boolean => restartAfter !== undefined;

function seen({ windowSeconds, scrapeSeconds }: Judged, traffic: readonly Traffic[]): Seen {
  // What comes between the last scrape before a restart and the first after it is lost.
  const steps = windowSeconds / scrapeSeconds - 1;
  const counted = (one: Traffic) => (isRestarted(one) ? 1 - 1 / steps : 1);
  const sum = (some: readonly Traffic[]) =>
    some.reduce((all, one) => all + one.perSecond * windowSeconds * counted(one), 0);
  return { requests: sum(traffic), errors: sum(traffic.filter(({ status }) => status >= 500)) };
}

/** As `histogram_quantile`: between two edges a quantile is where it would be if the bucket were evenly filled. */
function quantile(traffic: readonly Traffic[], wanted: number): readonly number[] {
  if (traffic.length === 0) return [];
  const all = traffic.reduce((sum, { perSecond }) => sum + perSecond, 0);
  const below = edges.map((edge) =>
    traffic.reduce((sum, { seconds, perSecond }) => sum + (seconds <= edge ? perSecond : 0), 0),
  );
  const rank = wanted * all;
  const index = below.findIndex((count) => count >= rank);
  const [high, low] = [edges[index], edges[index - 1] ?? 0];
  if (high === undefined) return [edges.at(-1) ?? Number.NaN];
  const before = below[index - 1] ?? 0;
  return [low + ((high - low) * (rank - before)) / ((below[index] ?? 0) - before)];
}
