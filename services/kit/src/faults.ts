import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "./problem.ts";
import type { App } from "./server.ts";

export interface Faults {
  /** Share of requests answered with 500, from 0 to 1. */
  readonly errorRate: number;
  readonly latencyMs: number;
}

/** Delays the request or throws, according to the settings. */
export type Fault = () => Promise<void>;

/**
 * Errors are evenly distributed (at 0.2 every fifth request), from a random start, so that a short canary
 * sees the full rate.
 */
export function createFault({ errorRate, latencyMs }: Faults, random = Math.random): Fault {
  let due = random();
  return async () => {
    if (latencyMs > 0) await delay(latencyMs);
    due += errorRate;
    if (due < 1) return;
    due -= 1;
    throw new Problem(500, "An injected fault.");
  };
}

/**
 * Makes API routes slow or failing for canary demos; probes and metrics stay healthy, so that only the
 * analysis detects it.
 */
export function useFaults(app: App, faults: Faults, fault: Fault): void {
  if (faults.errorRate === 0 && faults.latencyMs === 0) return;
  app.log.warn(faults, "faults are injected");
  app.addHook("preHandler", async (request) => {
    if (request.is404 || request.routeOptions.config.operational === true) return;
    await fault();
  });
}
