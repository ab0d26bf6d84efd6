import { setTimeout as delay } from "node:timers/promises";

/** Answers by status, failed connections as `failed`. */
export type Answers = Readonly<Record<string, number>>;

/** So many requests a second are requested at most, whatever the machine could. */
const perSecond = 150;
const lanes = 6;

/** Customers at the gateway, from outside the platform, until they are stopped. */
export class Customers {
  readonly #url: string;
  readonly #answers = new Map<string, number>();
  readonly #stop = new AbortController();
  readonly #running: readonly Promise<void>[];

  constructor(url: string) {
    this.#url = url;
    this.#running = Array.from({ length: lanes }, () => this.#ask());
  }

  get answers(): Answers {
    return Object.fromEntries(this.#answers);
  }

  /** Answers other than 200 by status, of those that came since. */
  errorsSince(before: Answers): Answers {
    return Object.fromEntries(
      Object.entries(this.answers)
        .map(([status, count]) => [status, count - (before[status] ?? 0)] as const)
        .filter(([status, count]) => status !== "200" && count > 0),
    );
  }

  /** @returns all answers, the last ones included */
  async stop(): Promise<Answers> {
    this.#stop.abort();
    await Promise.all(this.#running);
    return this.answers;
  }

  async #ask(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const pause = delay((1000 / perSecond) * lanes);
      const answer = await fetch(this.#url, { signal: AbortSignal.timeout(10_000) }).then(
        async (response) => {
          await response.arrayBuffer();
          return String(response.status);
        },
        () => "failed",
      );
      this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
      await pause;
    }
  }
}
