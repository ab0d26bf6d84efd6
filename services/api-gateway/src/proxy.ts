import type { IncomingHttpHeaders } from "node:http";
import { Type } from "@slipway/kit/schema";
import type { App, Reply, Request } from "@slipway/kit/server";
import type { Answer, Call, Upstream } from "@slipway/kit/upstream";

/** Headers that belong to one connection (RFC 9110, 7.6.1), or that the next hop is told by the kit. */
const notForwarded = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
  "host",
  "content-length",
]);

/** No slash and no dot: a path that a proxy further on could normalise into another one is not passed on. */
const ById = Type.Object({ id: Type.String({ pattern: "^[A-Za-z0-9_-]{1,64}$" }) });

/** Passes `/api/<collection>` and `/api/<collection>/:id` on to the service that owns the collection. */
export function addProxy(app: App, owners: Readonly<Record<string, Upstream>>): void {
  // The owner checks the body; here it is passed on byte for byte.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  for (const [collection, owner] of Object.entries(owners)) {
    const forward = forwardTo(owner);
    app.route({ method: ["GET", "POST"], url: `/api/${collection}`, handler: forward });
    app.route({ method: "GET", url: `/api/${collection}/:id`, schema: { params: ById }, handler: forward });
  }
}

function forwardTo(owner: Upstream) {
  return async (request: Request, reply: Reply) => {
    const answer = await owner.call(request, {
      method: request.method as Call["method"],
      path: request.url.slice("/api".length),
      headers: { ...forwarded(request.headers), "x-forwarded-for": clientPath(request) },
      ...(Buffer.isBuffer(request.body) && { body: request.body }),
    });
    return reply.code(answer.status).headers(answerHeaders(answer)).send(answer.body);
  };
}

function forwarded(headers: IncomingHttpHeaders): Record<string, string> {
  const named = new Set(headers.connection?.split(",").map((name) => name.trim().toLowerCase()));
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || notForwarded.has(name) || named.has(name) ? [] : [[name, String(value)]],
    ),
  );
}

function clientPath(request: Request): string {
  const before = request.headers["x-forwarded-for"];
  return before === undefined ? request.ip : `${before}, ${request.ip}`;
}

function answerHeaders({ headers }: Answer): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(
    ([name]) => name === "content-length" || !notForwarded.has(name),
  );
  const answered = Object.fromEntries(kept) as Record<string, string | string[]>;
  if (headers.location?.startsWith("/")) answered.location = `/api${headers.location}`;
  return answered;
}
