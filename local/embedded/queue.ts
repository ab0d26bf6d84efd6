import { setTimeout as delay } from "node:timers/promises";

/**
 * Runs of one workflow, with the semantics of its concurrency group: one at a time, and of the waiting runs
 * only the newest is kept.
 */
export class WorkflowQueue {
  readonly #run: (event: string) => Promise<void>;
  readonly #startMs: number;
  #waiting: string | undefined;
  #running: Promise<void> | undefined;
  /** Why the last finished run failed; undefined when it succeeded. */
  failure: string | undefined;

  /**
   * @param startMs delay from a request to the start of its run, because a real runner needs time too; the
   * run serves all requests of this time
   */
  constructor(run: (event: string) => Promise<void>, startMs = 0) {
    this.#run = run;
    this.#startMs = startMs;
  }

  ask(event: string): void {
    this.#waiting = event;
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
    });
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#waiting !== undefined) {
      if (this.#startMs > 0) await delay(this.#startMs);
      const event = this.#waiting;
      this.#waiting = undefined;
      this.failure = await this.#run(event).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    }
  }
}
