import { createServer, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { trace } from "@opentelemetry/api";
import { Registry } from "prom-client";
import { afterEach, describe, expect, test } from "vitest";
import { freePorts } from "../shop/ports.ts";
import { Deadline } from "./deadline.ts";
import { listenAnywhere } from "./testing.ts";
import { type Call, createUpstream, type Upstream } from "./upstream.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

/** More than a breaker's threshold. */
const often = 12;
const get: Call = { method: "GET", path: "/" };

async function serve(status: number, headers: Record<string, string> = {}): Promise<string> {
  const server: Server = createServer((_request, response) => response.writeHead(status, headers).end());
  opened.push({ close: () => server.closeAllConnections() }, server);
  return listenAnywhere(server);
}

function upstreamAt(origin: string, fairMs?: number) {
  const registry = new Registry();
  const upstream = createUpstream("product", origin, registry, trace.getTracer("test"), fairMs);
  opened.push(upstream);
  const isOpen = async () => (await registry.metrics()).includes('breaker_open{server_address="product"} 1');
  return { upstream, isOpen };
}

/** Statuses of this many calls, answered or thrown. */
async function ask(upstream: Upstream, call: Call, budgetMs = 5000): Promise<ReadonlySet<number>> {
  const statuses = new Set<number>();
  for (let sent = 0; sent < often; sent += 1) {
    const caller = { id: "r1", deadline: Deadline.after(budgetMs) };
    const answer = await upstream.call(caller, call).catch((error: { status: number }) => error);
    if ("body" in answer) await answer.body.dump();
    statuses.add(answer.status);
  }
  return statuses;
}

describe("opens a breaker", () => {
  test.each([502, 503, 504])("a proxy that answers %i", async (status) => {
    const { upstream, isOpen } = upstreamAt(await serve(status));
    await ask(upstream, get);
    expect(await isOpen()).toBe(true);
  });

  test("EF-16 a refused connection", async () => {
    const [port] = await freePorts(20_000, 1);
    const { upstream, isOpen } = upstreamAt(`http://127.0.0.1:${port}`);
    expect(await ask(upstream, get)).toEqual(new Set([503]));
    expect(await isOpen()).toBe(true);
  });

  test("a broken connection, and an answer that is not HTTP", async () => {
    for (const answer of ["", "SSH-2.0-OpenSSH\r\n"]) {
      const server = createTcpServer((socket) => socket.on("error", () => {}).end(answer));
      opened.push(server);
      const { upstream, isOpen } = upstreamAt(await listenAnywhere(server));
      expect(await ask(upstream, get)).toEqual(new Set([503]));
      expect([answer, await isOpen()]).toEqual([answer, true]);
    }
  });

  test("EF-16 no answer within a fair time", async () => {
    const server = createServer(() => {});
    opened.push({ close: () => server.closeAllConnections() }, server);
    const { upstream, isOpen } = upstreamAt(await listenAnywhere(server), 50);
    await ask(upstream, get, 100);
    expect(await isOpen()).toBe(true);
  });
});

describe("is no evidence about the other side", () => {
  const token = (value: string): Call => ({ ...get, headers: { authorization: value } });

  test.each<readonly [string, Call, number]>([
    ["a header with a line end", token("Bearer a\nb"), 400],
    ["a header with a zero", token("Bearer a\0b"), 400],
    ["a header beyond one byte", token("Bearer \u0100"), 400],
    ["a header's name with a space", { ...get, headers: { "x note": "a" } }, 400],
    ["a target that is no path", { ...get, path: "://shop/products" }, 400],
    ["an absolute target", { ...get, path: "http://shop/products" }, 400],
    ["a path with a space", { ...get, path: "/a b" }, 400],
    ["a path with a fragment", { ...get, path: "/a#b" }, 400],
    ["an unknown method", { ...get, method: "CONNECT" as "GET" }, 400],
    ["a header that is the connection's", { ...get, headers: { upgrade: "h2c" } }, 400],
    ["too much of it", token("x".repeat(15_000)), 431],
  ])("%s", async (_what, call, status) => {
    const { upstream, isOpen } = upstreamAt(await serve(200));
    expect(await ask(upstream, call)).toEqual(new Set([status]));
    expect(await isOpen()).toBe(false);
    expect(await ask(upstream, get)).toEqual(new Set([200]));
  });

  test("a caller without remaining time", async () => {
    const server = createServer(() => {});
    opened.push({ close: () => server.closeAllConnections() }, server);
    const { upstream, isOpen } = upstreamAt(await listenAnywhere(server));
    for (const budgetMs of [0, 1, 40]) expect(await ask(upstream, get, budgetMs)).toEqual(new Set([504]));
    expect(await isOpen()).toBe(false);
  });

  test.each([
    [500, {}],
    [400, {}],
    [429, {}],
    [503, { "retry-after": "1" }],
    [504, { "content-type": "application/problem+json" }],
  ])("an answer of the service itself: %i", async (status, headers: Record<string, string>) => {
    const { upstream, isOpen } = upstreamAt(await serve(status, headers));
    expect(await ask(upstream, get)).toEqual(new Set([status]));
    expect(await isOpen()).toBe(false);
  });
});
