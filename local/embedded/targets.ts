import { once } from "node:events";
import { rename, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An address for one process of a service: the stable release uses one slot, the canary the other. */
export interface Slot {
  readonly namespace: string;
  readonly service: string;
  readonly letter: "a" | "b";
}

/** The process in a slot, and its address. */
export interface Scraped {
  readonly hash: string;
  readonly port: number;
}

/**
 * The targets of Prometheus: every slot is in its target file from the start, with namespace, service and
 * pod. Prometheus reads a changed target file only every five seconds, which is longer than a canary here
 * takes. So this proxy for scrapes adds the label that distinguishes revisions.
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
