import { setTimeout as delay } from "node:timers/promises";
import type { App } from "./server.ts";

/**
 * Tasks of a service besides its requests, in this order: preparation steps, repeated until they succeed,
 * while it is live but not ready; background work; at the end, background work stops before the last request
 * is answered and pools close.
 */
export interface Life {
  prepare(what: string, work: () => Promise<void>): void;
  /** `start` runs again after a pause when it fails; it ends when `signal` aborts. */
  background(what: string, start: (signal: AbortSignal) => Promise<void>): void;
  /** Called last, in reverse order of registration. */
  closeLast(close: () => Promise<void> | void): void;
  /** Resolves when every step is done; rejects never, ends early when the service stops. */
  begin(): Promise<void>;
  /** True once every step is done. */
  readonly isPrepared: boolean;
}

const firstPauseMs = 100;
const longestPauseMs = 3000;

export function createLife(app: App): Life {
  const steps: { what: string; work: () => Promise<void> }[] = [];
  const loops: { what: string; start: (signal: AbortSignal) => Promise<void> }[] = [];
  const running: Promise<void>[] = [];
  const ends: (() => Promise<void> | void)[] = [];
  const stop = new AbortController();
  let isPrepared = false;

  async function untilItSucceeds(what: string, work: () => Promise<void>): Promise<void> {
    for (let pause = firstPauseMs; !stop.signal.aborted; pause = Math.min(longestPauseMs, pause * 2)) {
      try {
        return await work();
      } catch (error) {
        if (stop.signal.aborted) return;
        app.log.warn({ err: error, what, againInMs: pause }, "not possible now");
        await delay(pause, undefined, { signal: stop.signal }).catch(() => {});
      }
    }
  }

  app.addHook("preClose", async () => {
    stop.abort();
    await Promise.all(running);
  });
  app.addHook("onClose", async () => {
    for (const end of ends.toReversed()) await end();
  });

  return {
    prepare: (what, work) => void steps.push({ what, work }),
    background: (what, start) => void loops.push({ what, start }),
    closeLast: (close) => void ends.push(close),
    async begin() {
      for (const { what, work } of steps) await untilItSucceeds(what, work);
      if (stop.signal.aborted) return;
      isPrepared = true;
      for (const { what, start } of loops) running.push(untilItSucceeds(what, () => start(stop.signal)));
    },
    get isPrepared() {
      return isPrepared;
    },
  };
}
