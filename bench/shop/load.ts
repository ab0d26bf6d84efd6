import autocannon from "autocannon";
import { Pool } from "undici";
import { percentile } from "../../services/journeys/drive.ts";
import { median } from "../table.ts";

export interface Target {
  readonly what: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The path of each next request, where they differ. */
  readonly nextPath?: () => string;
}

export interface Measured {
  readonly what: string;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Median milliseconds of requests that come one after the other. */
  readonly alone: number;
  readonly failed: number;
  /** Requests a second next to those of the first target in the same round. */
  readonly ratio: number;
}

export interface Load {
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: number;
}

/** All targets in turn, several times over, so that what else the machine does hits all of them; medians over the rounds. */
export async function measure(targets: readonly Target[], load: Load): Promise<readonly Measured[]> {
  const rounds: Omit<Measured, "ratio">[][] = [];
  for (let round = 0; round < load.rounds; round += 1) {
    const results: Omit<Measured, "ratio">[] = [];
    for (const target of targets)
      results.push({ ...(await shoot(target, load)), alone: await oneByOne(target) });
    rounds.push(results);
  }
  return targets.map(({ what }, index) => {
    const of = (pick: (one: Omit<Measured, "ratio">) => number) =>
      rounds.map((results) => pick(results[index] as Measured));
    const best = rounds.map((results) => results[0]?.perSecond ?? 0);
    const ratios = of(({ perSecond }) => perSecond).map((value, round) => value / (best[round] ?? 0));
    return {
      what,
      perSecond: median(of(({ perSecond }) => perSecond)),
      p50: median(of(({ p50 }) => p50)),
      p99: median(of(({ p99 }) => p99)),
      alone: median(of(({ alone }) => alone)),
      failed: of(({ failed }) => failed).reduce((sum, value) => sum + value, 0),
      ratio: median(ratios),
    };
  });
}

async function shoot({ what, url, headers = {}, nextPath }: Target, { seconds, connections }: Load) {
  const setupRequest = (one: autocannon.Request) => ({ ...one, path: nextPath?.() ?? one.path ?? "/" });
  const { requests, latency, non2xx, errors } = await autocannon({
    url,
    connections,
    duration: seconds,
    headers,
    ...(nextPath !== undefined && { requests: [{ setupRequest }] }),
  });
  const { p50, p99 } = latency;
  return { what, perSecond: requests.average, p50, p99, failed: non2xx + errors };
}

const warmUp = 50;
const counted = 300;

async function oneByOne({ url, headers = {}, nextPath }: Target): Promise<number> {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, { connections: 1 });
  const taken: number[] = [];
  for (let number = 0; number < warmUp + counted; number += 1) {
    const began = performance.now();
    const { body } = await pool.request({
      method: "GET",
      path: nextPath?.() ?? pathname + search,
      headers: { ...headers },
    });
    await body.dump();
    if (number >= warmUp) taken.push(performance.now() - began);
  }
  await pool.close();
  return percentile(
    taken.toSorted((one, other) => one - other),
    0.5,
  );
}
