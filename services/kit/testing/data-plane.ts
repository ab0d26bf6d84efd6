import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { missingPackages } from "../data-plane/binaries.ts";
import { startNats } from "../data-plane/nats.ts";
import { startPostgres } from "../data-plane/postgres.ts";
import { startRedis } from "../data-plane/redis.ts";
import type { ServerProcess } from "../data-plane/server-process.ts";
import { freePorts } from "../shop/ports.ts";

declare module "vitest" {
  interface ProvidedContext {
    dataPlane: DataPlane;
  }
}

/** Ports of the servers that all tests of the services share. */
export interface DataPlane {
  readonly postgres: number;
  readonly redis: number;
  readonly nats: number;
  readonly folder: string;
}

/** How many tests can have a broker, or a Redis, of their own. */
export const accounts = 200;
export const databases = 200;

/** Starts one PostgreSQL, one Redis and one broker before the tests of the services, and ends them afterwards. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = missingPackages();
  if (missing.length > 0)
    throw new Error(`The services' tests need real stores. On Debian: apt-get install ${missing.join(" ")}`);
  const folder = mkdtempSync(join(tmpdir(), "slipway-data-plane-"));
  const [postgresPort = 0, redisPort = 0, natsPort = 0] = await freePorts(20_000 + (process.pid % 20_000), 3);
  // The server's own user must get through.
  chmodSync(folder, 0o711);
  const servers: ServerProcess[] = [];
  const end = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    servers.push(await startPostgres(join(folder, "postgres"), postgresPort));
    servers.push(await startRedis(join(folder, "redis"), redisPort, databases));
    const names = Array.from({ length: accounts }, (_, number) => `test${number}`);
    servers.push(await startNats(join(folder, "nats"), natsPort, names));
  } catch (error) {
    await end();
    throw error;
  }
  project.provide("dataPlane", { postgres: postgresPort, redis: redisPort, nats: natsPort, folder });
  return end;
}
