import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { Metrics } from "../metrics.ts";

export interface Probes {
  /** Why it should be restarted, or undefined. */
  readonly notLive: () => string | undefined;
  /** Why its evidence may be old, or undefined. */
  readonly notReady: () => string | undefined;
  readonly metrics: Metrics;
}

/** Serves only `/livez`, `/readyz` and `/metrics`. */
export async function serveProbes(
  probes: Probes,
  listen: { readonly host: string; readonly port: number },
): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (status: number, text: string) =>
      response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
    const verdict = (fault: string | undefined) => answer(fault === undefined ? 200 : 503, fault ?? "ok");
    switch (request.url) {
      case "/livez":
        return verdict(probes.notLive());
      case "/readyz":
        return verdict(probes.notReady());
      case "/metrics":
        return probes.metrics.text().then(
          (text) => response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(text),
          (error: unknown) => answer(500, String(error)),
        );
      default:
        return answer(404, "not found");
    }
  });
  server.listen(listen.port, listen.host);
  await once(server, "listening");
  return server;
}
