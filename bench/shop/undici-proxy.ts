import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { ready } from "./bare.ts";

/** Passes requests on and answers back, and does nothing else: what a proxy in Node can do. */
const pool = new Pool(process.env.TARGET ?? "", { connections: 64 });
const server = createServer(async (request, response) => {
  try {
    const path = (request.url ?? "/").slice("/api".length);
    const { statusCode, headers, body } = await pool.request({ path, method: "GET" });
    response.writeHead(statusCode, { "content-type": String(headers["content-type"]) });
    body.pipe(response);
  } catch {
    response.writeHead(502).end();
  }
});
await once(server.listen(0, "127.0.0.1"), "listening");
ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
