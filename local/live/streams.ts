import type { ServerResponse } from "node:http";

/** Open pages, each a stream of server-sent events. */
export class Streams {
  readonly #open = new Set<ServerResponse>();

  get size(): number {
    return this.#open.size;
  }

  add(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("retry: 2000\n\n");
    this.#open.add(response);
    response.once("close", () => this.#open.delete(response));
  }

  send(document: object): void {
    const event = `data: ${JSON.stringify(document)}\n\n`;
    for (const response of this.#open) response.write(event);
  }

  end(): void {
    for (const response of this.#open) response.end();
    this.#open.clear();
  }
}
