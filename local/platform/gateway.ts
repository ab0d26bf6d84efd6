/**
 * Runs inside the platform's namespaces and lets the host reach what listens there: an HTTP CONNECT proxy
 * on a Unix socket, because a socket file crosses network namespaces without a single rule or route on the host.
 * Usage: node gateway.ts <socket>
 */
import { rmSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";

const [socketPath] = process.argv.slice(2);
if (!socketPath) throw new Error("usage: node gateway.ts <socket>");

const server = createServer((_request, response) => response.writeHead(405).end());
server.on("connect", (request, client, head) => {
  const [host, port] = (request.url ?? "").split(":");
  const upstream = connect({ host: host ?? "", port: Number(port) });
  upstream.once("connect", () => {
    client.write("HTTP/1.1 200 Connection established\r\n\r\n");
    upstream.write(head);
    upstream.pipe(client);
    client.pipe(upstream);
  });
  upstream.once("error", (error) => client.end(`HTTP/1.1 502 Bad Gateway\r\n\r\n${error.message}`));
  client.once("error", () => upstream.destroy());
  client.once("close", () => upstream.destroy());
  upstream.once("close", () => client.destroy());
});
// A socket file left by a killed platform would make listen fail, and its clients wait forever.
rmSync(socketPath, { force: true });
server.listen(socketPath);
