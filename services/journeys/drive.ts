import type { Exchange } from "./client.ts";
import { nextJourney } from "./journeys.ts";
import { ShopClient } from "./shop-client.ts";

export interface DriveOptions {
  readonly gateway: string;
  /** Number of concurrent customers; each makes one journey after the other, as a new person. */
  readonly customers: number;
  /** When to stop. */
  readonly signal: AbortSignal;
  readonly choose?: typeof nextJourney;
}

export interface Failure {
  readonly journey: string;
  readonly message: string;
}

export interface Driven {
  readonly seconds: number;
  readonly journeys: number;
  readonly exchanges: readonly Exchange[];
  readonly failures: readonly Failure[];
}

/** Sends customers through the shop until `signal`; started journeys are completed. */
export async function drive({
  gateway,
  customers,
  signal,
  choose = nextJourney,
}: DriveOptions): Promise<Driven> {
  const exchanges: Exchange[] = [];
  const failures: Failure[] = [];
  const started = performance.now();
  let count = 0;
  const customer = async () => {
    while (!signal.aborted) {
      count += 1;
      const { name, go } = choose();
      const observe = (exchange: Exchange) => void exchanges.push(exchange);
      const shop = new ShopClient(gateway, { observe, address: addressOf(count) });
      try {
        await go(shop);
      } catch (error) {
        failures.push({ journey: name, message: error instanceof Error ? error.message : String(error) });
      } finally {
        shop.close();
      }
    }
  };
  await Promise.all(Array.from({ length: customers }, customer));
  return { seconds: (performance.now() - started) / 1000, journeys: count, exchanges, failures };
}

/** An address of the network that RFC 2544 reserves for measurements. */
function addressOf(customer: number): string {
  return `198.18.${Math.floor(customer / 250) % 250}.${1 + (customer % 250)}`;
}

export interface Latency {
  readonly what: string;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Answers with 5xx, and missing answers. */
  readonly failed: number;
}

/** By route, preceded by the total. */
export function latencies(exchanges: readonly Exchange[]): readonly Latency[] {
  const byWhat = Map.groupBy(exchanges, ({ what }) => what);
  const rows = [...byWhat].map(([what, some]) => latency(what, some));
  return [latency("all", exchanges), ...rows.toSorted((one, other) => other.count - one.count)];
}

function latency(what: string, exchanges: readonly Exchange[]): Latency {
  const sorted = exchanges.map(({ milliseconds }) => milliseconds).toSorted((one, other) => one - other);
  const failed = exchanges.filter(({ status }) => status === 0 || status >= 500).length;
  return {
    what,
    count: exchanges.length,
    failed,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  };
}

/**
 * The percentile of values in ascending order: the smallest value that this share does not exceed; 0 if there
 * are none.
 */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
