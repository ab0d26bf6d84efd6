import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";

const deadlineMs = 10_000;
const cleanUp: (() => void)[] = [];

afterEach(() => {
  for (const end of cleanUp.splice(0)) end();
});

async function shop(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: { method: string; path: string; connection: number }[] = [];
  const server = createServer((request, response) => {
    seen.push({
      method: request.method ?? "",
      path: request.url ?? "",
      connection: request.socket.remotePort ?? 0,
    });
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  cleanUp.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function startLoad(environment: string, target: string, perSecond: number) {
  const script = join(import.meta.dirname, environment, "platform/load/load.mjs");
  const env = { TARGET: target, REQUESTS_PER_SECOND: String(perSecond), PORT: "0" };
  const load = spawn(process.execPath, [script], { env, stdio: ["ignore", "pipe", "inherit"] });
  cleanUp.push(() => load.kill("SIGKILL"));
  const [line] = (await once(createInterface(load.stdout), "line")) as [string];
  const { port } = JSON.parse(line) as { port: number };
  const metrics = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return { load, metrics };
}

async function until(condition: () => boolean | Promise<boolean>) {
  const deadline = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs} ms`);
    await delay(20);
  }
}

test.for(["dev", "staging", "prod"])("%s: every request has a connection of its own", async (environment) => {
  const { seen, address } = await shop((_request, response) => response.end("[]"));
  const { load, metrics } = await startLoad(environment, address, 200);
  await until(() => seen.length >= 44);
  expect(new Set(seen.map((one) => one.connection)).size).toBe(seen.length);
  const asked = new Set(seen.map((one) => `${one.method} ${one.path}`));
  expect(asked).toEqual(
    new Set(["GET /api/products", "GET /api/products/1", "GET /api/orders", "POST /api/orders"]),
  );
  await until(async () =>
    /^load_requests_total\{method="POST",path="\/api\/orders",outcome="2xx"\} [1-9]/m.test(await metrics()),
  );
  load.kill("SIGTERM");
  const [code] = (await once(load, "exit")) as [number | null];
  expect(code).toBe(0);
});

test("the rate is what was asked for", async () => {
  const { seen, address } = await shop((_request, response) => response.end("[]"));
  await startLoad("dev", address, 50);
  await until(() => seen.length > 0);
  const before = seen.length;
  const started = performance.now();
  await until(() => seen.length >= before + 50);
  const perSecond = (seen.length - before) / ((performance.now() - started) / 1000);
  expect(perSecond).toBeGreaterThan(25);
  expect(perSecond).toBeLessThan(75);
});

test("a shop that fails is counted, not hidden", async () => {
  const { address } = await shop((_request, response) => response.writeHead(503).end());
  const { metrics } = await startLoad("dev", address, 100);
  await until(async () => (await metrics()).includes('outcome="5xx"'));
  expect(await metrics()).not.toContain('outcome="2xx"');
});

test("a shop that is not there is unreachable", async () => {
  const { metrics } = await startLoad("dev", "http://127.0.0.1:1", 100);
  await until(async () => (await metrics()).includes('outcome="unreachable"'));
});

test("a shop that never answers is not buried: waiting requests are bounded, the rest is skipped", async () => {
  const { address } = await shop(() => {});
  const { metrics } = await startLoad("dev", address, 200);
  await until(async () => (await metrics()).includes('outcome="skipped"'));
  const inFlight = Number(/^load_requests_in_flight (\d+)$/m.exec(await metrics())?.[1]);
  expect(inFlight).toBeLessThanOrEqual(50);
  await until(async () => (await metrics()).includes('outcome="timeout"'));
});
