import { setTimeout as pause } from "node:timers/promises";
import { type Log, wordsOf } from "../log.ts";

export interface Waker {
  /** Returns at once. Calls that come while one is under way are one more dispatch together. */
  wake(): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

const PAUSES_MS = [1_000, 5_000, 15_000, 60_000];

/** A wake-up that is given up costs a delay, never a promotion: the workflow's schedule finds the same evidence. */
export function createWaker(
  dispatch: () => Promise<void>,
  log: Log,
  pausesMs: readonly number[] = PAUSES_MS,
): Waker {
  let isWanted = false;
  let running: Promise<void> | undefined;
  const run = async () => {
    for (let failures = 0; isWanted; ) {
      isWanted = false;
      try {
        await dispatch();
        failures = 0;
        log.info("workflow dispatched");
      } catch (error) {
        const wait = pausesMs[failures++];
        const next = wait === undefined ? "given up until the next evidence" : `again in ${wait} ms`;
        log.warn(`workflow not dispatched, ${next}`, { error: wordsOf(error) });
        if (wait === undefined) {
          failures = 0;
          continue;
        }
        await pause(wait, undefined, { ref: false });
        isWanted = true;
      }
    }
    running = undefined;
  };
  return {
    wake() {
      isWanted = true;
      running ??= run();
    },
    settled: () => running ?? Promise.resolve(),
  };
}
