import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
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

const ask = (
  url: string,
  timeoutSeconds = 5,
  more: { auth?: string; sign?: string } = {},
  env: NodeJS.ProcessEnv = {},
) =>
  customGate({
    gate: { name: "change-board", url, timeoutSeconds, ...more },
    env,
    environment: "prod",
    service: "product",
    release,
  });

const answering = (text: string, status = 200) =>
  listen((_, response) => response.writeHead(status).end(text));

test("is called with environment, service and release, and opens", async () => {
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

test("an unreachable gate is closed", async () => {
  const url = await answering("");
  server?.close();
  await new Promise((done) => server?.on("close", done));
  expect(await ask(url)).toMatchObject({ open: false, reason: expect.stringContaining("ECONNREFUSED") });
});

const TOKEN = "gate-token-4711";
const auth = "SLIPWAY_GATE_BOARD";
const sign = "SLIPWAY_GATE_BOARD_KEY";

test("calls with the token of the variable, which is in neither the address nor the body", async () => {
  const seen: string[] = [];
  const url = await listen(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    seen.push(request.headers.authorization ?? "", `${request.url} ${body}`);
    response.end('{"open": true, "reason": "approved"}');
  });
  expect(await ask(url, 5, { auth }, { [auth]: `${TOKEN}\n` })).toMatchObject({ open: true });
  expect(seen[0]).toBe(`Bearer ${TOKEN}`);
  expect(seen[1]).not.toContain(TOKEN);
});

test("signs the body like Standard Webhooks: a server with the key can verify it", async () => {
  const key = Buffer.alloc(32, 7);
  let isRight = false;
  const url = await listen(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { "webhook-id": id, "webhook-timestamp": at, "webhook-signature": signature } = request.headers;
    const wanted = createHmac("sha256", key).update(`${id}.${at}.${body}`).digest("base64");
    isRight = signature === `v1,${wanted}` && /^\d{10}$/.test(String(at));
    response.end('{"open": true, "reason": "approved"}');
  });
  const env = { [sign]: `whsec_${key.toString("base64")}` };
  expect(await ask(url, 5, { sign }, env)).toMatchObject({ open: true });
  expect(isRight).toBe(true);
});

test.each([
  [
    "a token that is not set",
    { auth },
    {},
    /^change-board: SLIPWAY_GATE_BOARD: not set\.\n {2}Give the step/,
  ],
  ["a token of two lines", { auth }, { [auth]: `${TOKEN}\nmore` }, /SLIPWAY_GATE_BOARD: not one word/],
  ["a key that is not set", { sign }, { [sign]: " " }, /SLIPWAY_GATE_BOARD_KEY: not set/],
  ["a key that is too short", { sign }, { [sign]: "c2hvcnQ=" }, /at least 24 bytes in base64/],
])("no call is made with %s", async (_, more, env: NodeJS.ProcessEnv, reason) => {
  let isAsked = false;
  const url = await listen((_, response) => {
    isAsked = true;
    response.end('{"open": true, "reason": "approved"}');
  });
  const result = await ask(url, 5, more, env);
  expect(result).toMatchObject({ open: false, reason: expect.stringMatching(reason) });
  expect(JSON.stringify(result)).not.toContain(TOKEN);
  expect(isAsked).toBe(false);
});

test.each([
  [401, { auth }, /answered 401: it rejects the token in SLIPWAY_GATE_BOARD/],
  [403, { auth }, /answered 403: it rejects the token in SLIPWAY_GATE_BOARD/],
  [401, {}, /answered 401: it requires a token/],
])("an answer %i to %j is closed with words", async (status, more, reason) => {
  const url = await answering("", status);
  expect(await ask(url, 5, more, { [auth]: TOKEN })).toMatchObject({
    open: false,
    reason: expect.stringMatching(reason),
  });
});

test("a redirect to another host does not carry the token there", async () => {
  const tokens: unknown[] = [];
  await using other = await elsewhere((request) => tokens.push(request.headers.authorization));
  const url = await listen((_, response) => response.writeHead(307, { location: other.url }).end());
  expect(await ask(url, 5, { auth }, { [auth]: TOKEN })).toMatchObject({
    open: false,
    reason: expect.stringContaining("redirects are not followed"),
  });
  expect(tokens).toEqual([]);
});

test("a token repeated in an answer does not get into pull requests and logs", async () => {
  const url = await answering(JSON.stringify({ open: false, reason: `${TOKEN} is not known` }));
  expect(await ask(url, 5, { auth }, { [auth]: TOKEN })).toMatchObject({
    open: false,
    reason: "change-board: *** is not known",
  });
});

async function elsewhere(seen: (request: IncomingMessage) => void) {
  const more = createServer((request, response) => {
    seen(request);
    response.end('{"open": true, "reason": "approved"}');
  });
  await new Promise<void>((done) => more.listen(0, "127.0.0.1", done));
  return {
    url: `http://localhost:${(more.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      more.closeAllConnections();
      await new Promise((done) => more.close(done));
    },
  };
}
