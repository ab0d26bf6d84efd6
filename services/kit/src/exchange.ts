import type { FastifyRequest } from "fastify";
import type { App } from "./server.ts";
import { traceIds } from "./tracing.ts";

/** One request and its completed answer. */
export interface Exchange {
  readonly request: FastifyRequest;
  /** The route's template; `unmatched` keeps unknown paths from becoming label values. */
  readonly route: string;
  /** 499 when the client went away before the answer was sent. */
  readonly status: number;
  readonly seconds: number;
}

/** Calls `observe` after every exchange, except those of operational routes; `begin` is called at its start. */
export function onExchange(
  app: App,
  observe: (exchange: Exchange) => void,
  begin: () => void = () => {},
): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { url: route = "unmatched", config } = request.routeOptions;
    if (config.operational !== true) {
      begin();
      // fastify's onResponse waits for "finish", which never comes if the client has disconnected.
      reply.raw.once("close", () => {
        const status = reply.raw.writableFinished ? reply.statusCode : 499;
        observe({ request, route, status, seconds: reply.elapsedTime / 1000 });
      });
    }
    done();
  });
}

/** Logs one line for each exchange. */
export function useRequestLog(app: App): void {
  onExchange(app, ({ request, route, status, seconds }) => {
    const line = {
      method: request.method,
      route,
      status,
      ms: Math.round(seconds * 1000),
      ...(request.trace && traceIds(request.trace)),
    };
    if (status >= 500) request.log.warn(line, "request");
    else request.log.info(line, "request");
  });
}
