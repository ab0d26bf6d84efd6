import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";

const deadlineMs = 30_000;
/** How often the mix of requests is counted. */
const turns = 6;
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
  const env = { TARGET: target, WEB_TARGET: target, REQUESTS_PER_SECOND: String(perSecond), PORT: "0" };
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

/** What each service is asked per turn of the mix; payment is asked by order alone. */
function askedOf(seen: readonly { readonly method: string; readonly path: string }[]) {
  const owner: readonly (readonly [RegExp, string])[] = [
    [/^\/(products\/1|cart)?$/, "web"],
    [/^\/api\/products/, "product"],
    [/^\/api\/orders$/, "order"],
    [/^\/api\/auth\//, "user"],
    [/^\/api\/shops$/, "business"],
    [/^\/api\/cart/, "cart"],
    [/^\/api\/stock\//, "inventory"],
    [/^\/api\/shipments\//, "shipping"],
    [/^\/api\/currencies$/, "currency"],
    [/^\/api\/notifications\?/, "notification"],
    [/^\/api\/recommendations\?/, "recommendation"],
    [/^\/api\/ads\?/, "ads"],
  ];
  const counts = new Map<string, number>();
  const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const { method, path } of seen) {
    const name = owner.find(([pattern]) => pattern.test(path))?.[1];
    if (name === undefined) throw new Error(`nobody owns ${path}`);
    add(name);
    if (path.startsWith("/api/")) add("api-gateway");
    // An order is priced, shipped, reserved and paid.
    if (method === "POST") for (const called of ["product", "shipping", "inventory", "payment"]) add(called);
  }
  return counts;
}

test.for(["dev", "staging", "prod"])(
  "%s: every service is asked, the critical ones most, each time on its own connection",
  async (environment) => {
    const { seen, address } = await shop((_request, response) => response.end("[]"));
    // Fewer in the second it may make up for than may be in flight, so that none is skipped.
    const { load, metrics } = await startLoad(environment, address, 45);
    // Its own login is next to the mix, and tried again while it is refused.
    const mixed = () => seen.filter(({ path }) => path !== "/api/users");
    await until(() => mixed().length >= turns * 28);
    const counted = mixed().slice(0, turns * 28);
    expect(new Set(counted.map((one) => one.connection)).size).toBe(counted.length);
    const asked = askedOf(counted);
    const names = readdirSync(join(import.meta.dirname, environment)).filter((name) =>
      existsSync(join(import.meta.dirname, environment, name, "kustomization.yaml")),
    );
    for (const name of names.filter((one) => one !== "platform")) {
      // A critical canary has a twentieth of the traffic at first.
      const perTurn = ["api-gateway", "order"].includes(name) ? 8 : name === "currency" ? 1 : 2;
      // Connections overtake each other: half a turn may arrive after the last one that is counted.
      expect(asked.get(name), name).toBeGreaterThanOrEqual(Math.floor(perTurn * (turns - 0.5)));
    }
    await until(async () =>
      /^load_requests_total\{method="POST",path="\/api\/orders",outcome="2xx"\} [1-9]/m.test(await metrics()),
    );
    load.kill("SIGTERM");
    const [code] = (await once(load, "exit")) as [number | null];
    expect(code).toBe(0);
  },
);

test.for(["dev", "staging", "prod"])(
  "%s: orders are placed by an account that the load has made for itself",
  async (environment) => {
    const account = { name: "" };
    const orders: { authorization: string | undefined; userId: number }[] = [];
    const { address } = await shop(async (request, response) => {
      const body = request.method === "GET" ? {} : await jsonOf(request);
      const answer = (status: number, content: object) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
      if (request.url === "/api/users") {
        account.name = String(body.username);
        return answer(201, { id: 4711 });
      }
      if (request.url === "/api/auth/login")
        return answer(body.username === account.name && String(body.password).length > 20 ? 200 : 401, {
          accessToken: "a.b.c",
          expiresIn: 600,
        });
      if (request.url === "/api/orders" && request.method === "POST")
        orders.push({ authorization: request.headers.authorization, userId: Number(body.userId) });
      return answer(200, {});
    });
    await startLoad(environment, address, 200);
    await until(() => orders.some(({ authorization }) => authorization !== undefined));
    expect(account.name).toMatch(/^load-[0-9a-f-]{23}$/);
    const own = orders.filter(({ authorization }) => authorization !== undefined);
    expect(own[0]).toEqual({ authorization: "Bearer a.b.c", userId: 4711 });
  },
);

async function jsonOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const part of request) text += String(part);
  return JSON.parse(text);
}

test("the rate is what was requested", async () => {
  const { seen, address } = await shop((_request, response) => response.end("[]"));
  await startLoad("dev", address, 50);
  await until(() => seen.length > 0);
  const started = performance.now();
  const within = () => (performance.now() - started) / 1000;
  let [from, since] = [seen.length, within()];
  // A machine that is busy for a moment may miss it for a while.
  await until(() => {
    const [asked, seconds] = [seen.length - from, within() - since];
    if (seconds < 1) return false;
    [from, since] = [seen.length, within()];
    return asked / seconds > 40;
  });
  // What a second missed may come in the next.
  expect(seen.length).toBeLessThanOrEqual(50 * (within() + 1) + 1);
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
