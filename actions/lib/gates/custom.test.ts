import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { customGate } from "./custom.ts";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(answer: RequestListener): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/gate`;
}

const release = {
  id: `sha256:${"b".repeat(64)}`,
  version: "0.1.1",
  image: { name: "shop/product", digest: `sha256:${"d".repeat(64)}` },
  source: "c".repeat(40),
};

const ask = (url: string, timeoutSeconds = 5) =>
  customGate({
    gate: { name: "change-board", url, timeoutSeconds },
    environment: "prod",
    service: "product",
    release,
  });

const answering = (text: string, status = 200) =>
  listen((_, response) => response.writeHead(status).end(text));

test("is asked with environment, service and release, and opens", async () => {
  let asked = "";
  const url = await listen(async (request, response) => {
    for await (const part of request) asked += part;
    response.end('{"open": true, "reason": "change 17 is approved"}');
  });
  expect(await ask(url)).toEqual({
    gate: "custom",
    open: true,
    detail: "change-board: change 17 is approved",
  });
  expect(JSON.parse(asked)).toEqual({
    environment: "prod",
    service: "product",
    release: { id: release.id, version: "0.1.1", digest: release.image.digest, source: release.source },
  });
});

test("closes with its reason in one line, and until when", async () => {
  const answer = { open: false, reason: "wait\n\u001b[31m for it", until: "2026-01-01T00:00:00+01:00" };
  expect(await ask(await answering(JSON.stringify(answer)))).toEqual({
    gate: "custom",
    open: false,
    reason: "change-board: wait [31m for it",
    until: new Date("2025-12-31T23:00:00Z"),
  });
});

test.each([
  ["not JSON", "open", 200, /not an answer/],
  ["another shape", '{"open": "true", "reason": "x"}', 200, /not an answer at open/],
  ["a key nobody knows", '{"open": true, "reason": "x", "force": 1}', 200, /not an answer/],
  ["no reason", '{"open": true, "reason": ""}', 200, /not an answer at reason/],
  ["a status but 200", '{"open": true, "reason": "x"}', 500, /answered 500/],
  ["without an end", `{"open": true, "reason": "${"x".repeat(70_000)}"}`, 200, /more than 65536 bytes/],
])("an answer is closed: %s", async (_, text, status, reason) => {
  expect(await ask(await answering(text, status))).toMatchObject({
    open: false,
    reason: expect.stringMatching(reason),
  });
});

test("no answer in time is closed, also when it began in time", async () => {
  const url = await listen((_, response) => response.writeHead(200).write('{"open": true'));
  expect(await ask(url, 0.2)).toMatchObject({ open: false, reason: expect.stringContaining("within 0.2 s") });
});

test("a redirect is not followed", async () => {
  const url = await listen((request, response) =>
    request.url === "/gate"
      ? response.writeHead(307, { location: "/other" }).end()
      : response.end('{"open": true, "reason": "x"}'),
  );
  expect(await ask(url)).toMatchObject({ open: false, reason: expect.stringContaining("redirects") });
});

test("nobody there is closed", async () => {
  const url = await answering("");
  server?.close();
  await new Promise((done) => server?.on("close", done));
  expect(await ask(url)).toMatchObject({ open: false, reason: expect.stringContaining("ECONNREFUSED") });
});
