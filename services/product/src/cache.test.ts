import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { freePorts } from "@slipway/kit/shop/ports";
import { type StartedService, startService, until } from "@slipway/kit/testing";
import { afterEach, describe, expect, test } from "vitest";
import { product } from "./product.ts";

type Product = StartedService<typeof product.settings>;

const started: Product[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((service) => service.app.close()));
});

async function productWith(redisUrl: string): Promise<Product> {
  const service = await startService(product, { REDIS_URL: redisUrl });
  started.push(service);
  return service;
}

async function lookups(service: Product, result: string): Promise<number> {
  const { body } = await service.app.inject("/metrics");
  return Number(body.match(new RegExp(`cache_lookups_total{result="${result}"} (\\d+)`))?.[1] ?? 0);
}

test("with Redis down the service starts, is ready, and answers the same", async () => {
  const [port] = await freePorts(26_379, 1);
  const service = await productWith(`redis://:swordfish@127.0.0.1:${port}`);
  expect((await service.app.inject("/readyz")).statusCode).toBe(200);
  expect((await service.app.inject("/products/1")).json()).toMatchObject({ name: "Sextant" });
  expect(await lookups(service, "unavailable")).toBe(1);
  const warnings = () => service.log.filter((line) => line.level === "warn");
  await until("the loss is logged", () => warnings().length > 0);
  expect(JSON.stringify(service.log)).not.toContain("swordfish");
});

test("a Redis that takes connections and never answers costs no request its answer", async () => {
  const sockets: Socket[] = [];
  const mute: Server = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
  await once(mute, "listening");
  const { port } = mute.address() as { port: number };
  const service = await productWith(`redis://127.0.0.1:${port}`);
  await until("it is connected", () => sockets.length > 0);
  const begun = performance.now();
  for (let sent = 0; sent < 20; sent += 1)
    expect((await service.app.inject("/products/1")).statusCode).toBe(200);
  expect(performance.now() - begun).toBeLessThan(500);
  await service.app.close();
  for (const socket of sockets) socket.destroy();
  mute.close();
});

const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

describe.skipIf(!hasRedis)("with a real Redis", () => {
  let redis: ChildProcess;
  let port: number;

  async function startRedis(): Promise<void> {
    [port = 0] = await freePorts(26_379, 1);
    redis = spawn("redis-server", [
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--save",
      "",
      "--appendonly",
      "no",
    ]);
    await until("redis listens", () => freePorts(port, 1).then(([free]) => free !== port));
  }

  afterEach(() => void redis.kill("SIGKILL"));

  test("the second look-up is a hit, and another replica finds an added product", async () => {
    await startRedis();
    const [one, two] = [
      await productWith(`redis://127.0.0.1:${port}`),
      await productWith(`redis://127.0.0.1:${port}`),
    ];
    await until("both use the cache", async () => {
      await Promise.all([one.app.inject("/products/2"), two.app.inject("/products/2")]);
      return (await lookups(one, "hit")) > 0 && (await lookups(two, "hit")) > 0;
    });
    const added = await one.app.inject({
      method: "POST",
      url: "/products",
      payload: { name: "Laptop", price: 999.99, stock: 10 },
    });
    expect((await two.app.inject(`/products/${added.json().id}`)).json()).toEqual(added.json());
  });

  test("a Redis that hangs is left alone for a while; one that comes back is used again", async () => {
    await startRedis();
    const service = await productWith(`redis://127.0.0.1:${port}`);
    const isHit = async () => {
      const before = await lookups(service, "hit");
      expect((await service.app.inject("/products/2")).statusCode).toBe(200);
      return (await lookups(service, "hit")) > before;
    };
    await until("the cache is used", isHit);
    redis.kill("SIGSTOP");
    const begun = performance.now();
    for (let sent = 0; sent < 20; sent += 1) expect(await isHit()).toBe(false);
    expect(performance.now() - begun).toBeLessThan(700);
    redis.kill("SIGCONT");
    await until("the cache is used again", isHit);
  });
});
