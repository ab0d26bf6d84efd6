/** Runs of one workflow, as its concurrency group says: one at a time, and of those that wait the newest alone. */
export class WorkflowQueue {
  readonly #run: (event: string) => Promise<void>;
  #waiting: string | undefined;
  #running: Promise<void> | undefined;
  /** Why the last finished run failed; undefined when it went well. */
  failure: string | undefined;

  constructor(run: (event: string) => Promise<void>) {
    this.#run = run;
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
      const event = this.#waiting;
      this.#waiting = undefined;
      this.failure = await this.#run(event).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
    }
  }
}
