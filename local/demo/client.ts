import { setTimeout as delay } from "node:timers/promises";

export interface ClientCount {
  readonly requests: number;
  readonly errors: number;
}

/** A shopper: requests one address repeatedly and counts failures, until it is stopped. */
export class Client {
  readonly #url: string;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #requests = 0;
  #errors = 0;

  /** @param perSecond requests per second, one at a time */
  constructor(url: string, perSecond: number) {
    this.#url = url;
    this.#done = this.#loop(1000 / perSecond);
  }

  get count(): ClientCount {
    return { requests: this.#requests, errors: this.#errors };
  }

  async stop(): Promise<ClientCount> {
    this.#stop.abort();
    await this.#done;
    return this.count;
  }

  async #loop(everyMs: number): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#requests += 1;
      if (!(await this.#ask())) this.#errors += 1;
      await delay(everyMs, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #ask(): Promise<boolean> {
    try {
      // A new connection for each request: balancing is per connection, and a canary must get its share.
      const response = await fetch(this.#url, {
        signal: AbortSignal.timeout(3000),
        headers: { connection: "close" },
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }
}

export const difference = (after: ClientCount, before: ClientCount): ClientCount => ({
  requests: after.requests - before.requests,
  errors: after.errors - before.errors,
});
