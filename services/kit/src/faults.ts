import { setTimeout as delay } from "node:timers/promises";
import { Problem } from "./problem.ts";
import type { App } from "./server.ts";

export interface Faults {
  /** Share of requests answered with 500, from 0 to 1. */
  readonly errorRate: number;
  readonly latencyMs: number;
}

/**
 * Makes API routes slow or failing for canary stories; probes and metrics stay healthy, so that only analysis can tell.
 * Errors are spread evenly (at 0.2 every fifth request), from a random first one: a short canary then sees the whole rate.
 */
export function useFaults(app: App, { errorRate, latencyMs }: Faults, random = Math.random): void {
  if (errorRate === 0 && latencyMs === 0) return;
  let due = random();
  app.log.warn({ errorRate, latencyMs }, "faults are injected");
  app.addHook("preHandler", async (request) => {
    if (request.is404 || request.routeOptions.config.operational === true) return;
    if (latencyMs > 0) await delay(latencyMs);
    due += errorRate;
    if (due < 1) return;
    due -= 1;
    throw new Problem(500, "An injected fault.");
  });
}
