import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { createDatabase } from "../data-plane/postgres.ts";
import { dataPlane, testBus, testKv, until } from "../src/testing.ts";
import { freePorts } from "./ports.ts";

let shop: ChildProcess | undefined;
afterEach(() => void shop?.kill("SIGKILL"));

/** Waits for all processes on a busy machine with two cores; the speed is measured separately. */
const openWithinMs = 90_000;

async function start(first: number, environment: Record<string, string> = {}, options: string[] = []) {
  const [base = 0] = await freePorts(first, 1);
  const before = await portsFrom(base);
  const child = spawn(process.execPath, [join(import.meta.dirname, "shop.ts"), ...options], {
    env: { ...process.env, PORT_BASE: String(base), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    output.out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output.err += chunk.toString();
  });
  shop = child;
  return { base, before, child, output };
}

type Started = Awaited<ReturnType<typeof start>>;

async function open({ child, output }: Started): Promise<void> {
  const isOver = () => output.out.includes("The shop:") || child.exitCode !== null;
  await until("the shop is open", isOver, openWithinMs);
  expect(output.err).toBe("");
  expect(child.exitCode).toBeNull();
}

const address = (out: string, service: string) =>
  out.match(new RegExp(`^${service} +(http://\\S+) `, "m"))?.[1];

/** Ports that a shop needs, including its stores': the free ones from `base` on. */
const portsFrom = (base: number) => freePorts(base, 40);

async function sells(gateway: string): Promise<void> {
  const health = await fetch(`${gateway}/api/health`);
  expect(await health.json()).toMatchObject({ status: "ok" });
  const order = await fetch(`${gateway}/api/orders`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"userId":1,"productId":1,"quantity":2}',
  });
  expect(await order.json()).toMatchObject({ productId: 1, total: 378, status: "confirmed" });
  // Through events: from order through the broker to notification, and back through its database.
  await until("the buyer is told", async () => {
    const answer = await fetch(`${gateway}/api/notifications?userId=1`);
    return answer.ok && (await answer.text()).includes("order");
  });
}

test("SP-1 the whole shop starts next to a used port, sells, and leaves nothing behind", async () => {
  const [taken = 0] = await freePorts(15_080, 1);
  const squatter = createServer().listen(taken, "127.0.0.1");
  await once(squatter, "listening");
  const started = await start(taken, { PORT_BASE: String(taken) });
  await open(started);
  const gateway = address(started.output.out, "api-gateway") ?? "";
  expect(gateway).not.toContain(String(taken));
  expect(started.output.out).toContain(`The gateway: ${gateway}/api/health\n`);
  expect(started.output.out).toContain("Data: PostgreSQL, Redis, NATS\n");
  await sells(gateway);

  started.child.kill("SIGINT");
  expect(await once(started.child, "close")).toEqual([0, null]);
  expect(await portsFrom(started.base)).toEqual(started.before);
  squatter.close();
}, 180_000);

test("a killed shop ends its stores", async () => {
  const started = await start(15_180);
  await open(started);
  started.child.kill("SIGKILL");
  await once(started.child, "close");
  await until("every port is free", async () =>
    (await portsFrom(started.base)).every((port, index) => port === started.before[index]),
  );
}, 180_000);

test("without servers, the stores are part of its process, and it sells", async () => {
  const started = await start(15_280, {}, ["--embedded"]);
  await open(started);
  expect(started.output.out).toContain(
    "Data: PostgreSQL inside (PGlite), Redis's part inside, NATS's part inside\n",
  );
  await sells(address(started.output.out, "api-gateway") ?? "");
}, 180_000);

test("stores in the environment variables are used, with a schema for each service", async () => {
  const { postgres } = dataPlane();
  const given = {
    DATABASE_URL: await createDatabase(postgres, "shared"),
    REDIS_URL: await testKv(),
    NATS_URL: await testBus(),
  };
  const started = await start(15_380, given);
  await open(started);
  expect(started.output.out).toContain(
    "Data: PostgreSQL of DATABASE_URL, Redis of REDIS_URL, NATS of NATS_URL\n",
  );
  await sells(address(started.output.out, "api-gateway") ?? "");
}, 180_000);

test("a service that cannot start is reported with its last lines, and the others are stopped", async () => {
  const { base, before, child, output } = await start(15_480, { RESERVATION_SECONDS: "soon" });
  expect(await once(child, "close")).toEqual([1, null]);
  expect(output.err).toMatch(
    /inventory did not become ready\. Its last lines:\n.*\n +RESERVATION_SECONDS: "soon" is not /,
  );
  expect(await portsFrom(base)).toEqual(before);
}, 180_000);

test("invalid arguments are refused with a remedy", async () => {
  const first = await start(15_580, { PORT_BASE: "web" });
  expect(await once(first.child, "close")).toEqual([2, null]);
  expect(first.output.err).toBe(
    'PORT_BASE: "web" is not a port from 1 to 65000. Set it to one, or unset it for 8080.\n',
  );
  const second = await start(15_580, {}, ["--containers"]);
  expect(await once(second.child, "close")).toEqual([2, null]);
  expect(second.output.err).toContain("usage: npm run shop");
});
