import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { until } from "../src/testing.ts";
import { freePorts } from "./ports.ts";

let shop: ChildProcess | undefined;
afterEach(() => void shop?.kill("SIGKILL"));

function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "shop.ts")], {
    env: { ...process.env, ...environment },
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
  return { child, output };
}

const address = (out: string, service: string) =>
  out.match(new RegExp(`^${service} +(http://\\S+) `, "m"))?.[1];
const isReachable = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );

test("starts the whole shop beside a taken port within 10 s, sells, and leaves nothing behind", async () => {
  const [base = 0] = await freePorts(28_080, 1);
  const squatter = createServer().listen(base, "127.0.0.1");
  await once(squatter, "listening");
  const started = performance.now();
  const { child, output } = start({ PORT_BASE: String(base) });
  await until("the shop is open", () => output.out.includes("The shop:"), 15_000);
  expect(performance.now() - started).toBeLessThan(10_000);

  const gateway = address(output.out, "api-gateway") ?? "";
  expect(gateway).not.toContain(String(base));
  const order = await fetch(`${gateway}/api/orders`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"userId":1,"productId":1,"quantity":2}',
  });
  expect(await order.json()).toMatchObject({ productId: 1, total: 378 });

  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([0, null]);
  for (const service of ["api-gateway", "product", "order"])
    expect(await isReachable(`${address(output.out, service)}/livez`)).toBe(false);
  squatter.close();
}, 30_000);

test("a service that cannot start is named with its last lines, and the others are ended", async () => {
  const [base = 0] = await freePorts(28_180, 1);
  const { child, output } = start({ PORT_BASE: String(base), REDIS_URL: "nonsense" });
  expect(await once(child, "close")).toEqual([1, null]);
  expect(output.err).toMatch(/product did not become ready\. Its last lines:\n.*\n +REDIS_URL: /);
  const order = address(output.out, "order");
  if (order !== undefined) expect(await isReachable(`${order}/livez`)).toBe(false);
}, 30_000);

test("refuses a base port that is none", async () => {
  const { child, output } = start({ PORT_BASE: "web" });
  expect(await once(child, "close")).toEqual([2, null]);
  expect(output.err).toBe(
    'PORT_BASE: "web" is not a port from 1 to 65000. Set it to one, or unset it for 8080.\n',
  );
});
