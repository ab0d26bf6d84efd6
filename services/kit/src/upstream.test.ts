import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { trace } from "@opentelemetry/api";
import { Registry } from "prom-client";
import { afterEach, expect, test } from "vitest";
import { freePorts } from "../shop/ports.ts";
import { Deadline } from "./deadline.ts";
import { listenAnywhere, until } from "./testing.ts";
import { type Call, createUpstream, type Upstream } from "./upstream.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(
  answer: Answering,
): Promise<{ origin: string; server: Server; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  opened.push({ close: () => server.closeAllConnections() }, server);
  return { origin: await listenAnywhere(server), server, requests };
}

function upstreamAt(origin: string, registry = new Registry()): Upstream {
  const upstream = createUpstream("product", origin, registry, trace.getTracer("test"));
  opened.push(upstream);
  return upstream;
}

async function read(upstream: Upstream, budgetMs: number, call: Call = { method: "GET", path: "/" }) {
  const answer = await upstream.call({ id: "req-1", deadline: Deadline.after(budgetMs) }, call);
  return { status: answer.status, body: await answer.body.text() };
}

const flaky = (failures: number, fail: Answering): Answering => {
  let seen = 0;
  return (request, response) => {
    seen += 1;
    if (seen > failures) response.end("fine");
    else fail(request, response);
  };
};
const hangUp: Answering = (request) => request.socket.destroy();

test("passes on the remaining time, and the request's id", async () => {
  const { origin, requests } = await serve((_request, response) => response.end());
  await read(upstreamAt(origin), 800);
  const headers = requests[0]?.headers;
  expect(headers?.["x-request-id"]).toBe("req-1");
  expect(Number(headers?.["x-request-budget-ms"])).toBeGreaterThan(600);
  expect(Number(headers?.["x-request-budget-ms"])).toBeLessThanOrEqual(800);
});

test("gives up at the deadline with 504", async () => {
  const { origin } = await serve(() => {});
  const started = performance.now();
  await expect(read(upstreamAt(origin), 150)).rejects.toMatchObject({ status: 504 });
  expect(performance.now() - started).toBeLessThan(600);
});

test("does not start a call without remaining time", async () => {
  const { origin, requests } = await serve((_request, response) => response.end());
  await expect(read(upstreamAt(origin), 0)).rejects.toMatchObject({ status: 504 });
  expect(requests).toHaveLength(0);
});

test("retries a GET when its connection breaks", async () => {
  const { origin, requests } = await serve(flaky(1, hangUp));
  expect(await read(upstreamAt(origin), 2000)).toEqual({ status: 200, body: "fine" });
  expect(requests).toHaveLength(2);
});

test("sends a GET at most twice", async () => {
  const { origin, requests } = await serve(flaky(9, hangUp));
  await expect(read(upstreamAt(origin), 2000)).rejects.toMatchObject({ status: 503, retryAfterSeconds: 1 });
  expect(requests).toHaveLength(2);
});

test("never sends a POST twice", async () => {
  const { origin, requests } = await serve(flaky(1, hangUp));
  const call: Call = { method: "POST", path: "/", body: "{}" };
  await expect(read(upstreamAt(origin), 2000, call)).rejects.toMatchObject({ status: 503 });
  expect(requests).toHaveLength(1);
});

test("retries after a proxy's 503, not after a deliberate one and not after 500", async () => {
  const answer = (status: number, headers: Record<string, string> = {}): Answering => {
    return (_request, response) => void response.writeHead(status, headers).end();
  };
  const outcomes = [];
  for (const fail of [answer(503), answer(503, { "retry-after": "1" }), answer(500)]) {
    const { origin, requests } = await serve(flaky(1, fail));
    outcomes.push([(await read(upstreamAt(origin), 2000)).status, requests.length]);
  }
  expect(outcomes).toEqual([
    [200, 2],
    [503, 1],
    [500, 1],
  ]);
});

test("answers 503 when nothing listens", async () => {
  const [port] = await freePorts(20_000, 1);
  await expect(read(upstreamAt(`http://127.0.0.1:${port}`), 2000)).rejects.toMatchObject({ status: 503 });
});

test("opens a new connection every few requests, so that new pods get their share", async () => {
  const { origin, server } = await serve((_request, response) => response.end());
  let connections = 0;
  server.on("connection", () => (connections += 1));
  const upstream = upstreamAt(origin);
  for (let sent = 0; sent < 40; sent += 1) await read(upstream, 2000);
  expect(connections).toBeGreaterThanOrEqual(5);
});

test("keeps no connection idle for longer than a pod takes to drain", async () => {
  const { origin, server } = await serve((_request, response) => response.end());
  await read(upstreamAt(origin), 2000);
  const connections = () =>
    new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  expect(await connections()).toBe(1);
  await until("the idle connection is closed", async () => (await connections()) === 0, 2500);
});

test("measures calls by service, method and outcome", async () => {
  const registry = new Registry();
  const { origin } = await serve((request, response) => {
    if (request.url !== "/slow") response.end();
  });
  const upstream = upstreamAt(origin, registry);
  await read(upstream, 2000);
  await expect(read(upstream, 60, { method: "GET", path: "/slow" })).rejects.toThrow();
  const text = await registry.metrics();
  for (const outcome of ["200", "timeout"])
    expect(text).toContain(
      `http_client_request_duration_seconds_count{server_address="product",http_request_method="GET",http_response_status_code="${outcome}"} 1`,
    );
});
