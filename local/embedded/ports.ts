import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** Below the ports that Linux gives to outgoing connections (32768 and up). */
const firstPort = 18_000;
const afterLastPort = 32_000;
const portsEach = 200;
const mostTries = 5;

/**
 * Two hundred ports of one demo: the process that listens on the first port owns the range, so two demos
 * share none.
 */
export class PortRange implements AsyncDisposable {
  readonly #claim: Server;
  readonly #first: number;
  #taken = 0;

  private constructor(claim: Server, first: number) {
    this.#claim = claim;
    this.#first = first;
  }

  /** Throws when every range is in use. */
  static async claim(): Promise<PortRange> {
    for (let first = firstPort; first + portsEach <= afterLastPort; first += portsEach) {
      const claim = await listen(first);
      if (claim !== undefined) return new PortRange(claim, first);
    }
    throw new Error(
      `no range of ${portsEach} ports from ${firstPort} to ${afterLastPort} is free on 127.0.0.1.\n  Stop the processes that listen on their first ports.`,
    );
  }

  /** The next free port of the range. */
  async take(): Promise<number> {
    for (let tries = 0; tries < portsEach; tries += 1) {
      this.#taken = (this.#taken % (portsEach - 1)) + 1;
      const port = this.#first + this.#taken;
      if (await isFree(port)) return port;
    }
    throw new Error(`ports ${this.#first} to ${this.#first + portsEach} are all in use on 127.0.0.1.`);
  }

  /**
   * Starts a server on a port of the range, or on the next one if another process took that port in the
   * meantime.
   */
  async start<Started>(start: (port: number) => Promise<Started>): Promise<Started> {
    for (let tries = 1; ; tries += 1) {
      const port = await this.take();
      try {
        return await start(port);
      } catch (error) {
        if (tries === mostTries || (await isFree(port))) throw error;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#claim.close();
    await once(this.#claim, "close");
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = await listen(port);
  if (probe === undefined) return false;
  probe.close();
  await once(probe, "close");
  return true;
}

/** Undefined when another process listens there. */
function listen(port: number): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve(server));
  });
}
