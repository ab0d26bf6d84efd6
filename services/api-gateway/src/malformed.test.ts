/**
 * A request that cannot be passed on is the sender's fault: it gets 400 before anything is sent, without
 * effects on others.
 */
import { afterEach, expect, test } from "vitest";
import { Opened, post, startEcho, startGateway } from "../testing/neighbours.ts";
import { raw, statusOf } from "../testing/raw.ts";

const opened = new Opened();
afterEach(() => opened.close());

/** More than a circuit breaker's threshold. */
const often = 12;

async function gateway(environment: Record<string, string> = {}) {
  const asked: string[] = [];
  const others = await startEcho(opened, "others", ({ app }) =>
    app.addHook("onRequest", async (request) => void asked.push(`${request.method} ${request.url}`)),
  );
  const edge = await startGateway(opened, others.address, {}, environment);
  const isOpen = async () => (await fetch(`${edge.address}/api/products`)).status === 200;
  return { edge, asked, isOpen };
}

const pathsOnly = (line: string) => [line, "Host: shop", "Connection: close"];

test.each([
  ["an absolute-form target", pathsOnly("GET http://shop/api/products HTTP/1.1"), 400],
  [
    "an absolute-form target of another host",
    pathsOnly("GET http://evil.example/api/products HTTP/1.1"),
    400,
  ],
  ["an absolute-form target with a login", pathsOnly("GET http://a:b@shop/api/cart HTTP/1.1"), 400],
  ["the target of CONNECT", pathsOnly("GET shop:80 HTTP/1.1"), 400],
  ["an escaped prefix", pathsOnly("GET /%61pi/products HTTP/1.1"), 400],
  ["an asterisk", pathsOnly("OPTIONS * HTTP/1.1"), 400],
  [
    "a header with a control character",
    [...pathsOnly("GET /api/products HTTP/1.1"), "x-note: a\u0001b"],
    400,
  ],
  ["a header name with a space", [...pathsOnly("GET /api/products HTTP/1.1"), "x note: a"], 400],
  ["a path with a control character", pathsOnly("GET /api/products?q=\u0001 HTTP/1.1"), 400],
  ["headers of 15 KB", [...pathsOnly("GET /api/products HTTP/1.1"), `x-note: ${"x".repeat(15_000)}`], 431],
  ["an unknown method", pathsOnly("PURGE /api/products HTTP/1.1"), 404],
])("%s is refused, without a call and without opening a circuit breaker", async (_what, lines, status) => {
  const { edge, asked, isOpen } = await gateway();
  const answers = [];
  for (let sent = 0; sent < often; sent += 1) answers.push(statusOf(await raw(edge.address, lines)));
  expect(new Set(answers)).toEqual(new Set([status]));
  expect(asked).toEqual([]);
  expect(await isOpen()).toBe(true);
});

test("CONNECT gets no tunnel", async () => {
  const { edge, asked, isOpen } = await gateway();
  const answer = await raw(edge.address, pathsOnly("CONNECT shop:80 HTTP/1.1"));
  expect(answer).not.toMatch(/^HTTP\/1.1 2/);
  expect(asked).toEqual([]);
  expect(await isOpen()).toBe(true);
});

test("bytes that HTTP allows are passed on unchanged", async () => {
  const { edge } = await gateway();
  const lines = [...pathsOnly("GET /api/products?q=caf%C3%A9 HTTP/1.1"), "x-note: caf\u00e9"];
  expect(statusOf(await raw(edge.address, lines))).toBe(200);
});

test.each(["/api/products", "/api/health", "/api/cart"])(
  "a time that the sender sets too short for %s opens no circuit breaker for others",
  async (path) => {
    const { edge, isOpen } = await gateway();
    const headers = { "x-request-budget-ms": "1", authorization: "Bearer a.b.c" };
    for (let sent = 0; sent < often; sent += 1) await fetch(`${edge.address}${path}`, { headers });
    expect(await isOpen()).toBe(true);
  },
);

test("a service that answers 500 or 504 itself is still called", async () => {
  const failing = await startEcho(opened, "ads", ({ app }) =>
    app.get("/ads", (_request, reply) =>
      reply
        .code(504)
        .type("application/problem+json")
        .send(JSON.stringify({ status: 504 })),
    ),
  );
  const edge = await startGateway(opened, failing.address);
  for (let sent = 0; sent < often; sent += 1)
    expect((await fetch(`${edge.address}/api/ads`)).status).toBe(504);
  expect((await post(edge, "/api/orders", "{}")).status).toBe(201);
});
