import { once } from "node:events";
import { rename, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A place for one process of a service: a release runs in one, its canary in the other. */
export interface Slot {
  readonly namespace: string;
  readonly service: string;
  readonly letter: "a" | "b";
}

/** What runs in a slot now, and where. */
export interface Scraped {
  readonly hash: string;
  readonly port: number;
}

/**
 * What Prometheus scrapes: every slot, named in its target file with namespace, service and pod from the start. Prometheus takes
 * a changed target file in only every five seconds, longer than a canary here lasts; so the label that tells revisions apart is
 * added on the way, where the scrape passes.
 */
export class Targets implements AsyncDisposable {
  readonly #server: Server;
  readonly #slots: readonly Slot[];

  private constructor(server: Server, slots: readonly Slot[]) {
    this.#server = server;
    this.#slots = slots;
  }

  static async listen(
    slots: readonly Slot[],
    scraped: (slot: Slot) => Scraped | undefined,
  ): Promise<Targets> {
    const byPath = new Map(slots.map((slot) => [pathOf(slot), slot]));
    const server = createServer((request, answer) => {
      const slot = byPath.get(request.url ?? "");
      const found = slot && scraped(slot);
      if (found === undefined) return void answer.writeHead(503).end();
      read(found).then(
        (text) => answer.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(text),
        () => answer.writeHead(502).end(),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Targets(server, slots);
  }

  /** Writes Prometheus's target file. */
  async write(file: string): Promise<void> {
    const { port } = this.#server.address() as AddressInfo;
    const groups = this.#slots.map((slot) => ({
      targets: [`127.0.0.1:${port}`],
      labels: {
        __metrics_path__: pathOf(slot),
        namespace: slot.namespace,
        service: slot.service,
        pod: `${slot.service}-${slot.letter}`,
      },
    }));
    await writeFile(`${file}.part`, JSON.stringify(groups));
    await rename(`${file}.part`, file);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const scrapeTimeoutMs = 1000;
const pathOf = ({ namespace, service, letter }: Slot): string => `/${namespace}/${service}/${letter}`;

async function read({ port, hash }: Scraped): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, {
    signal: AbortSignal.timeout(scrapeTimeoutMs),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return withLabel(await answer.text(), "rollouts_pod_template_hash", hash);
}

/** Adds a label to every sample of Prometheus's text format. */
export function withLabel(text: string, name: string, value: string): string {
  const label = `${name}="${value}"`;
  return text.replace(
    /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (?=[^{}]*$)/gm,
    (_, metric: string, labels?: string) =>
      labels ? `${metric}{${labels},${label}} ` : `${metric}{${label}} `,
  );
}
