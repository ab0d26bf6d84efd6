/** What Prometheus says of a canary, where nothing runs that could be measured. */
import { text } from "node:stream/consumers";
import { LoopbackServer } from "@slipway/testing/http/loopback.ts";

/** Traffic and routes are a plain rate or a share of rates; everything else is to be low. */
const isFloor = (query: string) => /^\(\s*sum\(rate\(/.test(query);

/** Every release has one request a second, no errors and no latency. */
export async function startMeasurements(): Promise<LoopbackServer> {
  const server = new LoopbackServer((request, response) => {
    text(request).then((body) => {
      const query = new URLSearchParams(body).get("query") ?? "";
      const value = [Date.now() / 1000, isFloor(query) ? "1" : "0"];
      const data = { resultType: "vector", result: [{ metric: {}, value }] };
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ status: "success", data }));
    });
  });
  await server.listen();
  return server;
}
