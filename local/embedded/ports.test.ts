import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { expect, test } from "vitest";
import { PortRange } from "./ports.ts";

const listenOn = async (port: number) => {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
};

test("two demos share no port", async () => {
  await using one = await PortRange.claim();
  await using other = await PortRange.claim();
  const ports = await Promise.all([one, other].flatMap((range) => [range.take(), range.take()]));
  expect(new Set(ports).size).toBe(4);
});

test("a server whose port is taken by another process is started on another port", async () => {
  await using range = await PortRange.claim();
  const tried: number[] = [];
  const strangers: Server[] = [];
  const started = await range.start(async (port) => {
    tried.push(port);
    if (tried.length === 1) strangers.push(await listenOn(port));
    return listenOn(port);
  });
  try {
    expect(tried).toHaveLength(2);
    expect(started.address()).toMatchObject({ port: tried[1] });
  } finally {
    for (const server of [started, ...strangers]) server.close();
  }
});

test("a server that fails for another reason is not started again", async () => {
  await using range = await PortRange.claim();
  let starts = 0;
  const starting = range.start(async () => {
    starts += 1;
    throw new Error("no disk");
  });
  await expect(starting).rejects.toThrow("no disk");
  expect(starts).toBe(1);
});
