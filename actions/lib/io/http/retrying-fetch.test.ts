import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { limitsOf, retryingFetch } from "./retrying-fetch.ts";

/** Takes every request and never answers. */
async function silentServer() {
  const requests: IncomingMessage[] = [];
  const server = createServer((request) => requests.push(request));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Long enough for a request to reach the server on a busy machine, where it is counted. */
const eager = { deadlineMs: 1000, pausesMs: [1, 1] };

test("AP-10 a server that takes requests and never answers is asked three times, and once only from then on", async () => {
  await using server = await silentServer();
  const patient = retryingFetch(eager);
  await expect(patient(server.url)).rejects.toThrow("no response within 1 s");
  expect(server.requests).toHaveLength(3);
  await expect(patient(server.url)).rejects.toThrow("no response within 1 s");
  expect(server.requests).toHaveLength(4);
});

test("AP-10 a new comment is sent once: what is written twice is there twice", async () => {
  await using server = await silentServer();
  const comment = retryingFetch(eager)(`${server.url}/repos/a/b/issues/1/comments`, { method: "POST" });
  await expect(comment).rejects.toThrow("no response");
  expect(server.requests).toHaveLength(1);
});

test("the deadline can be set in seconds, and nonsense is refused by name", () => {
  expect(limitsOf({}).deadlineMs).toBe(20_000);
  expect(limitsOf({ SLIPWAY_API_DEADLINE: "1.5" }).deadlineMs).toBe(1500);
  for (const value of ["0", "-1", "soon", "301"]) {
    expect(() => limitsOf({ SLIPWAY_API_DEADLINE: value })).toThrow(`SLIPWAY_API_DEADLINE: "${value}"`);
  }
});
