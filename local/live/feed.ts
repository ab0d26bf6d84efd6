import { Streams } from "./streams.ts";

/** The data of a page: read from the sources, and sent to the open pages. */
export interface Reading {
  measure(now: Date): Promise<void>;
  document(now: Date): object;
}

/** One document and its open pages. While no page is open it sends no requests. */
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
