import { setTimeout as delay } from "node:timers/promises";

/** The condition did not hold in time; the message ends with the last observation. */
export class TooLate extends Error {}

/** The condition can no longer hold; a check throws this to end the wait at once. */
export class Stopped extends Error {}

/**
 * After this time, something hangs. It is not a measurement: a machine half as fast as the reference stays
 * far below it.
 */
const stuckAfterSeconds = 600;

export interface WaitOptions {
  /** Description of the condition for people. */
  readonly what: string;
  /** Longest wait; {@link stuckAfterSeconds} when absent. */
  readonly seconds?: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
}

/** A check's answer: the value when the condition holds, otherwise what was observed instead. */
export type Check<Value> = () => Promise<{ readonly value: Value } | { readonly seen: string }>;

/**
 * Polls until the condition holds.
 * @throws TooLate after `seconds`, with the last observation
 */
export async function waitFor<Value>(check: Check<Value>, options: WaitOptions): Promise<Value> {
  const seconds = options.seconds ?? stuckAfterSeconds;
  const deadline = Date.now() + seconds * 1000;
  let seen = "nothing yet";
  do {
    const answer = await check().catch((error: unknown) => {
      if (error instanceof Stopped) throw error;
      return { seen: `the check failed: ${messageOf(error)}` };
    });
    if ("value" in answer) return answer.value;
    seen = answer.seen;
    await delay(options.everyMs ?? 250, undefined, options.signal ? { signal: options.signal } : {});
  } while (Date.now() < deadline);
  throw new TooLate(`Waited ${seconds} s for ${options.what}.\n  Last observed: ${seen}`);
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);
