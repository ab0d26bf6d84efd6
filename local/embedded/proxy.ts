import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** A process that answers; its port changes when it is restarted. */
export interface Backend {
  readonly port: number;
}

/** Destinations of requests. `weight`: percent of them for the canary. */
export interface Route {
  readonly stable: Backend | undefined;
  readonly canary: Backend | undefined;
  readonly weight: number;
}

const nowhere: Route = { stable: undefined, canary: undefined, weight: 0 };

/** The address of one service in one environment. It splits requests between the processes of two releases. */
export class SplitProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  #route = nowhere;
  #count = 0;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
    server.on("request", (incoming: IncomingMessage, answer: ServerResponse) =>
      this.#forward(incoming, answer),
    );
  }

  static async listen(): Promise<SplitProxy> {
    const server = createServer({ keepAliveTimeout: 30_000 }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return new SplitProxy(server, (server.address() as AddressInfo).port);
  }

  /** Sends new requests there; requests in progress end where they began. */
  route(route: Route): void {
    this.#route = route;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #forward(incoming: IncomingMessage, answer: ServerResponse): void {
    const port = backendFor(this.#route, this.#count++)?.port;
    if (port === undefined) return void answer.writeHead(503).end("nothing serves yet\n");
    const { method, url, headers } = incoming;
    const onward = request({ host: "127.0.0.1", port, method, path: url, headers, agent: this.#agent });
    onward.on("response", (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on("error", (error) => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(502).end(`${error.message}\n`);
    });
    incoming.pipe(onward);
  }
}

/** The destination of the request with this number; undefined when no process serves. */
export function backendFor({ stable, canary, weight }: Route, number: number): Backend | undefined {
  if (canary === undefined) return stable;
  return stable === undefined || isForCanary(number, weight) ? canary : stable;
}

/** Evenly distributed: of every hundred consecutive requests, exactly `weight` go to the canary. */
function isForCanary(number: number, weight: number): boolean {
  return Math.floor(((number + 1) * weight) / 100) > Math.floor((number * weight) / 100);
}
