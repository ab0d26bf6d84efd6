import { Streams } from "./streams.ts";

/** What a page follows: read from the sources, and sent to the pages that are open. */
export interface Reading {
  measure(now: Date): Promise<void>;
  document(now: Date): object;
}

/** One document and its open pages. While nobody looks it asks nobody. */
export class Feed {
  readonly streams = new Streams();
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  send(): void {
    if (this.streams.size > 0) this.streams.send(this.#reading.document(new Date()));
  }

  async measure(): Promise<void> {
    if (this.streams.size === 0) return;
    await this.#reading.measure(new Date());
    this.send();
  }
}
