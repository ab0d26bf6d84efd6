import { setTimeout as delay } from "node:timers/promises";
import type { Health } from "./health.ts";
import type { App } from "./server.ts";

export interface DrainTimes {
  /**
   * Delay between "not ready" and refusing connections: within it, endpoints and callers' idle connections
   * must disappear.
   */
  readonly delayMs: number;
  /** Hard limit of the whole shutdown; keep it below terminationGracePeriodSeconds. */
  readonly limitMs: number;
}

/** While draining, every answer closes its connection, so that callers move to other pods. */
export function useDrain(app: App, health: Health): void {
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (health.readiness === "draining") reply.header("connection", "close");
    done();
  });
}

/**
 * On SIGTERM or SIGINT: become unready, wait, finish running requests, close pools (fastify's onClose hooks),
 * exit 0. A second SIGINT or the limit ends the process with 1.
 */
export function drainOnSignal(app: App, health: Health, times: DrainTimes): void {
  let isDraining = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (isDraining && signal === "SIGINT") process.exit(1);
    if (isDraining) return;
    isDraining = true;
    void drain(app, health, times, signal);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  // Only a process started with a channel to its parent gets this event: it must not outlive that parent. Its
  // stdout is closed as well, and an orderly exit would hang: the logger's last flush retries a broken pipe
  // forever.
  process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
}

async function drain(
  app: App,
  health: Health,
  { delayMs, limitMs }: DrainTimes,
  signal: string,
): Promise<void> {
  health.become("draining");
  app.log.info({ signal, delayMs, limitMs }, "draining");
  setTimeout(() => {
    app.log.error({ limitMs }, "draining took too long; requests are cut off");
    process.exit(1);
  }, limitMs).unref();
  try {
    await delay(delayMs);
    await app.close();
    app.log.info("stopped");
    process.exit(0);
  } catch (error) {
    app.log.error({ err: error }, "stopping failed");
    process.exit(1);
  }
}
