import { setTimeout as delay } from "node:timers/promises";
import { type Driven, drive, type Latency, latencies } from "../../services/journeys/drive.ts";
import { nextJourney } from "../../services/journeys/journeys.ts";

export interface Limits {
  /**
   * Limits of the 95th and 99th percentile, in milliseconds; the 99th percentile of one route may be twice
   * the limit.
   */
  readonly p95: number;
  readonly p99: number;
}

export interface LoadOptions {
  readonly gateway: string;
  /** Number of concurrent customers. */
  readonly customers: number;
  readonly seconds: number;
  readonly limits: Limits;
}

export interface Measured {
  readonly journeys: number;
  readonly failedJourneys: number;
  /** Requests. */
  readonly perSecond: number;
  readonly rows: readonly Latency[];
  /** Exceeded limits, with their figures. */
  readonly exceeded: readonly Exceeded[];
  /** The first few failures of customers. */
  readonly complaints: readonly string[];
}

export interface Exceeded {
  readonly kind: "time" | "failures";
  readonly text: string;
}

const mostComplaints = 5;
/** The same shares as in `services/loadgen/thresholds.js`. */
const failuresAllowed = { all: 0.01, route: 0.05 };

/** Sends customers to a gateway for this long; started journeys are completed. */
export async function sendCustomers({ gateway, customers, seconds, limits }: LoadOptions): Promise<Measured> {
  const signal = AbortSignal.timeout(seconds * 1000);
  const driven = await drive({ gateway, customers, signal, choose: () => patient(nextJourney()) });
  return measured(driven, limits);
}

/** Without this pause, a shop that does not answer would be called as fast as the processor can. */
function patient(journey: ReturnType<typeof nextJourney>): ReturnType<typeof nextJourney> {
  return {
    ...journey,
    go: async (shop) => {
      try {
        await journey.go(shop);
      } catch (error) {
        await delay(1000);
        throw error;
      }
    },
  };
}

export function measured({ seconds, journeys, exchanges, failures }: Driven, limits: Limits): Measured {
  const rows = latencies(exchanges);
  return {
    journeys,
    failedJourneys: failures.length,
    rows,
    perSecond: exchanges.length / seconds,
    exceeded: [...exceededJourneys(journeys, failures.length), ...exceededRows(rows, limits)],
    complaints: failures.slice(0, mostComplaints).map(({ journey, message }) => `${journey}: ${message}`),
  };
}

function exceededJourneys(journeys: number, failed: number): readonly Exceeded[] {
  if (failed <= journeys * failuresAllowed.all) return [];
  return [{ kind: "failures", text: `${failed} of ${journeys} journeys failed` }];
}

function exceededRows([all, ...routes]: readonly Latency[], { p95, p99 }: Limits): readonly Exceeded[] {
  if (all === undefined) return [];
  return [
    ...late("95", all, all.p95, p95),
    ...late("99", all, all.p99, p99),
    ...failing(all, failuresAllowed.all),
    ...routes.flatMap((row) => [
      ...late("99", row, row.p99, p99 * 2),
      ...failing(row, failuresAllowed.route),
    ]),
  ];
}

function late(share: string, { what }: Latency, took: number, limit: number): readonly Exceeded[] {
  if (took <= limit) return [];
  return [
    { kind: "time", text: `${what}: ${share} of a hundred took ${took.toFixed(1)} ms, limit ${limit}` },
  ];
}

function failing({ what, count, failed }: Latency, allowed: number): readonly Exceeded[] {
  if (failed <= count * allowed) return [];
  return [{ kind: "failures", text: `${what}: ${failed} of ${count} failed` }];
}
