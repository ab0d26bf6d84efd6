/** The way from controllers to the API server, which can be cut. */
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import type { Cluster } from "../../../local/control-plane/controllers.ts";

export interface Link extends Cluster, AsyncDisposable {
  /** Ends every connection; new ones are refused until it is restored. Returns how many there were. */
  cut(): number;
  restore(): void;
  /** Connections that were refused since the start. */
  refused(): number;
}

/** @param file of the kubeconfig whose connections can be cut; TLS goes through to the API server itself */
export async function startLink(plane: Cluster, file: string): Promise<Link> {
  const kubeconfig = await readFile(plane.kubeconfig(), "utf8");
  const target = Number(/https:\/\/127\.0\.0\.1:(\d+)/.exec(kubeconfig)?.[1]);
  const sockets = new Set<Socket>();
  let isCut = false;
  let refused = 0;
  const server = createServer((near) => {
    if (isCut) {
      refused += 1;
      return near.destroy();
    }
    const far = createConnection({ host: "127.0.0.1", port: target });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
    return undefined;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await writeFile(file, kubeconfig.replaceAll(`127.0.0.1:${target}`, `127.0.0.1:${port}`));
  const cut = () => {
    isCut = true;
    const count = sockets.size / 2;
    for (const socket of sockets) socket.destroy();
    return count;
  };
  return {
    kubeconfig: () => file,
    cut,
    restore: () => {
      isCut = false;
    },
    refused: () => refused,
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
