import type { Analysis, Step } from "./manifests.ts";

/** The effect of a step. */
export interface StepActions {
  /** Before each step, with its index. */
  begin(index: number): void;
  setWeight(weight: number): void;
  /** `undefined`: until a person resumes it. */
  pause(seconds: number | undefined, signal: AbortSignal): Promise<void>;
  /**
   * Resolves to the reason of an abort; undefined when the canary may continue, or when the signal ended the
   * analysis.
   */
  analyse(analysis: Analysis, signal: AbortSignal): Promise<string | undefined>;
}

export type Guard = Analysis & { readonly startingStep: number };

/**
 * Runs the steps of a canary in order, concurrently with the background analysis from its starting step on.
 * @returns why the canary is aborted; undefined when it passed every step, or when the signal ended it
 */
export async function walk(
  steps: readonly Step[],
  guard: Guard | undefined,
  actions: StepActions,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const alarm = Promise.withResolvers<string>();
  let watching: Promise<void> = Promise.resolve();
  const watch = async (analysis: Guard) => {
    const reason = await actions.analyse(analysis, either);
    if (reason !== undefined) alarm.resolve(reason);
  };
  const steadily = async (): Promise<string | undefined> => {
    for (const [index, step] of steps.entries()) {
      if (either.aborted) return undefined;
      actions.begin(index);
      if (guard?.startingStep === index) watching = watch(guard);
      const reason = await take(step, actions, either);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
  try {
    return await Promise.race([steadily(), alarm.promise]);
  } finally {
    stop.abort();
    await watching;
  }
}

async function take(step: Step, actions: StepActions, signal: AbortSignal): Promise<string | undefined> {
  if ("setWeight" in step) actions.setWeight(step.setWeight);
  else if ("pause" in step) await actions.pause(step.pause.duration, signal);
  else return actions.analyse(step.analysis, signal);
  return undefined;
}
