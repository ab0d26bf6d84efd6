import { setTimeout as delay } from "node:timers/promises";
import type { Platform } from "../../local/platform/platform.ts";

/** Customers of a service, from outside its namespace: a canary without requests is not judged. */
export class Customers {
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  /** @param host name of the service in the cluster */
  constructor(platform: Platform, host: string, perSecond: number) {
    this.#done = this.#ask(platform, `${host}.svc.cluster.local`, 1000 / perSecond);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #ask(platform: Platform, host: string, everyMs: number): Promise<void> {
    while (!this.#stop.signal.aborted) {
      // What fails is counted where it is answered; before the first release nobody answers.
      await platform.inside(80, "/accounts/7", host).catch(() => undefined);
      await delay(everyMs, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
  }
}
