import type { IncomingHttpHeaders } from "node:http";
import { Type } from "@slipway/kit/schema";
import type { App, Reply, Request } from "@slipway/kit/server";
import type { Answer, Call, Upstream } from "@slipway/kit/upstream";
import { readBody } from "./body.ts";
import { attempts, type Owner, routes, servedAt } from "./routes.ts";

/** Headers that belong to one connection (RFC 9110, 7.6.1), or that the kit sets for the next hop. */
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

/** No slash and no dot: a path that a later proxy could normalise into another path is not passed on. */
const Segments = Type.Record(Type.String(), Type.String({ pattern: "^[A-Za-z0-9_-]{1,64}$" }));

/** `body` is the parsed body. */
type BeforeOwner = (request: Request, reply: Reply, body: unknown) => Promise<void>;

/**
 * Passes public requests to the service that owns them; `attempt` is checked first for requests that may be
 * guesses.
 */
export function addProxy(app: App, owners: Readonly<Record<Owner, Upstream>>, attempt: BeforeOwner): void {
  // The owner validates the body; here it is passed on byte for byte.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  for (const [name, served] of Object.entries(routes)) {
    const owner = owners[name as Owner];
    for (const one of served) {
      const [method = "", path = ""] = one.split(" ");
      app.route({
        method,
        url: `/api${path}`,
        schema: { params: Segments },
        async preHandler(request, reply) {
          const body = readBody(request);
          if (attempts.has(one)) await attempt(request, reply, body);
        },
        handler: forwardTo(owner, servedAt[path]),
      });
    }
  }
}

function forwardTo(owner: Upstream, path: string | undefined) {
  return async (request: Request, reply: Reply) => {
    const answer = await owner.call(request, {
      method: request.method as Call["method"],
      path: path ?? request.url.slice("/api".length),
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
  if (headers.link !== undefined) answered.link = String(headers.link).replaceAll("</", "</api/");
  return answered;
}
