import { join } from "node:path";
import { pushBaseImage } from "./base-image.ts";
import type { Parts } from "./parts.ts";
import type { PortRange } from "./ports.ts";
import * as servers from "./servers.ts";
import { makeSecrets } from "./surroundings.ts";
import type { Targets } from "./targets.ts";

/** Addresses of the servers that the services and the delivery need. */
export interface Stores {
  /** `127.0.0.1:18001` */
  readonly registry: string;
  readonly buildkit: string;
  readonly nodeImage: string;
  readonly nodeDigest: string;
  readonly prometheus: string;
  /** Port. */
  readonly redis: number;
  /** Folder of the services' secrets. */
  readonly secrets: string;
}

export interface StoresOptions {
  readonly services: readonly string[];
  readonly targets: Targets;
  readonly ports: PortRange;
  /** Ends the started servers, even if a later one does not start. */
  readonly stack: AsyncDisposableStack;
}

/** Starts registry, BuildKit, PostgreSQL, Redis and Prometheus, and fills them for the start of the demo. */
export async function startStores(
  parts: Parts,
  { services, targets, ports, stack }: StoresOptions,
): Promise<Stores> {
  const start = async (starting: (port: number) => Promise<servers.Server>): Promise<number> =>
    stack.use(await ports.start(starting)).port;
  const delivery = async () => {
    const registry = `127.0.0.1:${await start((port) => servers.startRegistry(parts, port))}`;
    const daemon = await start((port) => servers.startBuildkit(parts, port, registry));
    const buildkit = `tcp://127.0.0.1:${daemon}`;
    const nodeImage = `${registry}/shop/node:24`;
    return { registry, buildkit, nodeImage, nodeDigest: await pushBaseImage(parts, buildkit, nodeImage) };
  };
  const database = async () => {
    const secrets = join(parts.folder, "secrets");
    await makeSecrets(secrets, services, await start((port) => servers.startDatabase(parts, port)));
    return secrets;
  };
  const metrics = async () => {
    const file = join(parts.folder, "targets.json");
    await targets.write(file);
    return `http://127.0.0.1:${await start((port) => servers.startPrometheus(parts, port, file))}`;
  };
  const starting = [
    delivery(),
    database(),
    metrics(),
    start((port) => servers.startCache(parts, port)),
  ] as const;
  // All of them, so that each started server is on the stack before the stack is disposed of.
  await Promise.allSettled(starting);
  const [images, secrets, prometheus, redis] = await Promise.all(starting);
  return { ...images, secrets, prometheus, redis };
}
