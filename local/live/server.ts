import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LiveReader } from "./board.ts";
import { CallsReader } from "./calls/reader.ts";
import { Feed } from "./feed.ts";
import { type PageFile, pageFiles } from "./files.ts";
import type { LiveSources } from "./sources.ts";

const measureEveryMs = 2000;
/** Changes within this time are one event. */
const quietMs = 200;

export interface LiveServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
}

const security = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
};

/**
 * Serves the live board on loopback. It queries Prometheus and the forge only while a page is open.
 * @param port 0 for a free one
 */
export async function serveLive(sources: LiveSources, port = 0): Promise<LiveServer> {
  const files = await pageFiles();
  const feeds = new Map([
    ["/events", new Feed(new LiveReader(sources))],
    ["/calls/events", new Feed(new CallsReader(sources))],
  ]);
  const every = [...feeds.values()];
  const measuring = setInterval(() => {
    for (const feed of every) void feed.measure();
  }, measureEveryMs);
  let pending: NodeJS.Timeout | undefined;
  sources.onChange(() => {
    pending ??= setTimeout(() => {
      pending = undefined;
      for (const feed of every) feed.send();
    }, quietMs);
  });

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(security)) response.setHeader(name, value);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (!isOwnHost(request)) return answer(response, 421, "This address is served as 127.0.0.1 only.");
    const file = files.get(pathname);
    if (request.method === "GET" && file !== undefined) return deliver(response, file);
    const feed = feeds.get(pathname);
    if (request.method === "GET" && feed !== undefined) {
      feed.streams.add(response);
      feed.send();
      void feed.measure();
      return;
    }
    if (request.method === "POST" && pathname === "/refresh")
      return void refresh(sources, request, searchParams, response);
    return answer(response, 404, `No such page: ${request.method} ${pathname}.`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      clearInterval(measuring);
      clearTimeout(pending);
      for (const { streams } of every) streams.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A page of another origin must not reach it through a name that resolves to loopback. */
function isOwnHost({ headers }: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? "");
}

/**
 * Only a page of this server can send the header: other origins would need a CORS permission that is never
 * given.
 */
async function refresh(
  sources: LiveSources,
  request: IncomingMessage,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  if (request.headers["x-slipway-live"] !== "refresh")
    return answer(response, 403, "A refresh needs the header x-slipway-live: refresh.");
  const [environment, service] = [query.get("environment") ?? "", query.get("service") ?? ""];
  const isKnown = sources.environments.some(({ name }) => name === environment);
  if (!isKnown || !/^[a-z][a-z0-9-]{0,52}$/.test(service))
    return answer(response, 400, "environment and service must name a cell of the board.");
  if (sources.refresh === undefined)
    return answer(response, 404, "Refresh needs Argo CD, which does not run here.");
  await sources.refresh(environment, service).then(
    () => answer(response, 202, "Argo CD compares it with git now."),
    (error: unknown) => answer(response, 502, error instanceof Error ? error.message : String(error)),
  );
}

function deliver(response: ServerResponse, { type, content }: PageFile): void {
  response.writeHead(200, { "content-type": type }).end(content);
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}
