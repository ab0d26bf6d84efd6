import { connect, createServer, type Server } from "node:net";

/**
 * Behaves like a Kubernetes Service: one address for several replicas, where each new connection goes to the
 * next endpoint. It never tries a second replica: if an endpoint refuses a connection, the caller sees it.
 */
export class Balancer {
  readonly port: number;
  readonly #server: Server;
  #endpoints: readonly number[] = [];
  #next = 0;

  private constructor(port: number, server: Server) {
    this.port = port;
    this.#server = server;
  }

  static async listen(port: number): Promise<Balancer> {
    const server = createServer({ allowHalfOpen: true });
    const balancer = new Balancer(port, server);
    server.on("connection", (inbound) => {
      const endpoint = balancer.#take();
      if (endpoint === undefined) return void inbound.resetAndDestroy();
      const outbound = connect({ port: endpoint, host: "127.0.0.1", noDelay: true, allowHalfOpen: true });
      inbound.setNoDelay(true);
      inbound.pipe(outbound).pipe(inbound);
      inbound.once("error", () => outbound.destroy());
      outbound.once("error", () => inbound.resetAndDestroy());
      inbound.once("close", () => outbound.destroy());
      outbound.once("close", () => inbound.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
    return balancer;
  }

  /** Ports of the replicas that get new connections from now on; open connections stay. */
  route(endpoints: readonly number[]): void {
    this.#endpoints = endpoints;
  }

  close(): void {
    this.#server.close();
  }

  #take(): number | undefined {
    this.#next += 1;
    return this.#endpoints[this.#next % this.#endpoints.length];
  }
}
