import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "../config.ts";
import { type Log, wordsOf } from "../log.ts";
import type { Wake } from "./publisher.ts";

export interface Waker {
  /** Returns at once. Calls during a workflow's dispatch become one more dispatch of it together. */
  wake(wakes: readonly Wake[]): void;
  /** Resolves when no dispatch is running. */
  settled(): Promise<void>;
}

const PAUSES_MS = [1_000, 5_000, 15_000, 60_000];

/**
 * Starts workflows, without inputs: each reads the current state, so a repeated or late one does no harm. If
 * a wake-up is given up, this causes a delay, never a lost promotion: the workflow's schedule finds the same
 * evidence.
 */
export function createWaker(
  config: Pick<Config, "workflows" | "environments">,
  dispatch: (file: string) => Promise<void>,
  log: Log,
  pausesMs: readonly number[] = PAUSES_MS,
): Waker {
  const running = new Map<string, Dispatches>();
  return {
    wake(wakes) {
      for (const file of workflowsFor(config, wakes)) {
        const dispatches = running.get(file) ?? createDispatches(file, () => dispatch(file), log, pausesMs);
        running.set(file, dispatches);
        dispatches.ask();
      }
    },
    settled: async () => {
      await Promise.all([...running.values()].map((one) => one.settled()));
    },
  };
}

/**
 * An abort is rolled back before anything is promoted, and releases that wait for the first environment are
 * delivered last.
 */
function workflowsFor(
  { workflows, environments }: Pick<Config, "workflows" | "environments">,
  wakes: readonly Wake[],
): readonly string[] {
  const isWanted = (event: Wake["event"]) => wakes.some((wake) => wake.event === event);
  const first = environments.find((environment) => environment.first)?.name;
  const endedInFirst = wakes.some((one) => one.event === "canaryEnded" && one.environment === first);
  const files = [
    ...(isWanted("aborted") ? workflows.aborted : []),
    ...(isWanted("changed") ? workflows.changed : []),
    ...(isWanted("verdict") ? workflows.verdict : []),
    ...(endedInFirst ? workflows.canaryEnded : []),
  ];
  return [...new Set(files)];
}

interface Dispatches {
  ask(): void;
  settled(): Promise<void>;
}

function createDispatches(
  workflow: string,
  dispatch: () => Promise<void>,
  log: Log,
  pausesMs: readonly number[],
): Dispatches {
  let isWanted = false;
  let running: Promise<void> | undefined;
  const run = async () => {
    for (let failures = 0; isWanted; ) {
      isWanted = false;
      try {
        await dispatch();
        failures = 0;
        log.info("workflow dispatched", { workflow });
      } catch (error) {
        const wait = pausesMs[failures++];
        const next = wait === undefined ? "given up until the next evidence" : `again in ${wait} ms`;
        log.warn(`workflow not dispatched, ${next}`, { workflow, error: wordsOf(error) });
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
    ask() {
      isWanted = true;
      running ??= run();
    },
    settled: () => running ?? Promise.resolve(),
  };
}
