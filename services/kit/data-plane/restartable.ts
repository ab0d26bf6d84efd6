import { setTimeout as delay } from "node:timers/promises";
import type { ServerProcess } from "./server-process.ts";

/** PostgreSQL does not start before the last process of the killed server has ended. */
const restartWithinMs = 30_000;

/** A server that can be killed and restarted with its data. */
export class Restartable {
  readonly #begin: () => Promise<ServerProcess>;
  #process: ServerProcess;

  private constructor(begin: () => Promise<ServerProcess>, process: ServerProcess) {
    this.#begin = begin;
    this.#process = process;
  }

  static async start(begin: () => Promise<ServerProcess>): Promise<Restartable> {
    return new Restartable(begin, await begin());
  }

  /** `kill -9` */
  kill(): Promise<void> {
    return this.#process.kill();
  }

  async restart(): Promise<void> {
    const end = performance.now() + restartWithinMs;
    for (;;) {
      try {
        this.#process = await this.#begin();
        return;
      } catch (error) {
        if (performance.now() > end) throw error;
        await delay(100);
      }
    }
  }

  stop(): Promise<void> {
    return this.#process.stop();
  }
}
