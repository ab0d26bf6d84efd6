import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Server as NetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { waitFor } from "../wait/wait.ts";
import { connectInside, forward, insideRequest } from "./gateway-client.ts";

let folder: string;
let socket: string;
let server: Server;
let port: number;
let gateway: ReturnType<typeof spawn>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-gateway-"));
  socket = join(folder, "gateway.sock");
  // A stale socket file, as left by a killed platform.
  await writeFile(socket, "");
  server = createServer((request, response) => response.end(`hello from ${request.url}`));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
  gateway = spawn(process.execPath, [join(import.meta.dirname, "gateway.ts"), socket], { stdio: "ignore" });
  await waitFor(
    async () => ({ value: await insideRequest(socket, { host: "127.0.0.1", port, path: "/" }) }),
    {
      what: "the gateway",
      seconds: 15,
      everyMs: 50,
    },
  );
});

afterAll(async () => {
  gateway.kill();
  server.close();
  await rm(folder, { recursive: true });
});

test("a port inside is reached through the socket, even if a stale socket file exists", async () => {
  expect(await insideRequest(socket, { host: "127.0.0.1", port, path: "/a" })).toEqual({
    status: 200,
    body: "hello from /a",
  });
});

test("a forwarded port answers on the host; many connections at once get their own answers", async () => {
  const forwarded: NetServer = await forward(socket, 0, `127.0.0.1:${port}`);
  try {
    const address = `http://127.0.0.1:${(forwarded.address() as AddressInfo).port}`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => (await fetch(`${address}/${index}`)).text()),
    );
    expect(answers).toEqual(Array.from({ length: 20 }, (_, index) => `hello from /${index}`));
  } finally {
    forwarded.close();
  }
});

test("a port without a listener is reported at once", async () => {
  await expect(connectInside(socket, "127.0.0.1:9")).rejects.toThrow(
    "127.0.0.1:9: not reachable inside the platform",
  );
});
