import { setTimeout as delay } from "node:timers/promises";

/** Runs of one workflow, as its concurrency group says: one at a time, and of those that wait the newest alone. */
export class WorkflowQueue {
  readonly #run: (event: string) => Promise<void>;
  readonly #startMs: number;
  #waiting: string | undefined;
  #running: Promise<void> | undefined;
  /** Why the last finished run failed; undefined when it went well. */
  failure: string | undefined;

  /** @param startMs from what asks for a run to its start, as a runner is not there at once; what asks meanwhile is served by it */
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
