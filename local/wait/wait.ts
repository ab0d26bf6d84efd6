import { setTimeout as delay } from "node:timers/promises";

/** What was awaited did not come in time; the message ends with what was seen last. */
export class TooLate extends Error {}

/** What was awaited cannot come any more; a check throws it to end the wait at once. */
export class Stopped extends Error {}

/**
 * A wait that long means that something hangs. It measures nothing: a machine half as fast as the reference stays far below.
 */
const stuckAfterSeconds = 600;

export interface WaitOptions {
  /** What is awaited, as a person would say it. */
  readonly what: string;
  /** Longest wait; {@link stuckAfterSeconds} when absent. */
  readonly seconds?: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
}

/** A check's answer: the value when the condition holds, else what was seen instead. */
export type Check<Value> = () => Promise<{ readonly value: Value } | { readonly seen: string }>;

/** Asks until the condition holds. @throws TooLate after `seconds`, with what was seen last */
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
  throw new TooLate(`Waited ${seconds} s for ${options.what}.\n  Seen last: ${seen}`);
}

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);
