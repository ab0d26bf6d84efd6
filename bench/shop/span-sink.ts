import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ready } from "./bare.ts";

/** Takes spans (OTLP over HTTP) and forgets them. */
const server = createServer((request, response) => {
  request.resume().once("end", () => response.writeHead(200).end());
});
await once(server.listen(0, "127.0.0.1"), "listening");
ready(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
