import { request } from "node:http";
import { createServer, type Server, type Socket } from "node:net";

/** Time limit for a connection or an answer from inside, in milliseconds. */
const deadlineMs = 5000;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Opens a connection to `target` (host:port as seen inside the namespaces). */
export function connectInside(gatewaySocket: string, target: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const connecting = request({
      socketPath: gatewaySocket,
      method: "CONNECT",
      path: target,
      timeout: deadlineMs,
    });
    connecting.once("connect", (response, socket) => {
      if (response.statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      reject(new Error(`${target}: not reachable inside the platform`));
    });
    connecting.once("timeout", () => connecting.destroy(new Error(`${target}: no connection within 5 s`)));
    connecting.once("error", reject);
    connecting.end();
  });
}

/** A plain HTTP GET inside the namespaces. */
export async function insideRequest(
  gatewaySocket: string,
  { host, port, path }: { host: string; port: number; path: string },
): Promise<Answer> {
  const socket = await connectInside(gatewaySocket, `${host}:${port}`);
  return new Promise((resolve, reject) => {
    const asking = request({ createConnection: () => socket, host, port, path, timeout: deadlineMs });
    asking.once("response", async (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      );
      response.once("error", reject);
    });
    asking.once("timeout", () => asking.destroy(new Error(`${host}:${port}${path}: no answer within 5 s`)));
    asking.once("error", reject);
    asking.end();
  });
}

/** Makes `target` inside the namespaces reachable as 127.0.0.1:`port` on the host. */
export function forward(gatewaySocket: string, port: number, target: string): Promise<Server> {
  const server = createServer((client) => {
    client.once("error", () => client.destroy());
    connectInside(gatewaySocket, target).then(
      (upstream) => {
        upstream.once("error", () => client.destroy());
        upstream.once("close", () => client.destroy());
        client.once("close", () => upstream.destroy());
        upstream.pipe(client);
        client.pipe(upstream);
      },
      () => client.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
