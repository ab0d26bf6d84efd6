import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startNats } from "../data-plane/nats.ts";
import { startPostgres } from "../data-plane/postgres.ts";
import { startRedis } from "../data-plane/redis.ts";
import type { ServerProcess } from "../data-plane/server-process.ts";
import { freePorts } from "../shop/ports.ts";

declare module "vitest" {
  interface ProvidedContext {
    dataPlane: DataPlane | { readonly failure: string };
  }
}

/** Ports of the servers that all tests of the services share. */
export interface DataPlane {
  readonly postgres: number;
  readonly redis: number;
  readonly nats: number;
  readonly folder: string;
}

/** Number of tests that can have a separate broker account, or a separate Redis database. */
export const accounts = 200;
export const databases = 200;

/**
 * Starts one PostgreSQL, one Redis and one broker before the tests of the services, and stops them
 * afterwards. If that fails, the tests that use them fail with the cause. An error thrown here would end the
 * whole run, including tests that need no store.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "slipway-data-plane-"));
  const servers: ServerProcess[] = [];
  const end = async () => {
    await Promise.all(servers.map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    project.provide("dataPlane", await start(folder, servers));
    return end;
  } catch (error) {
    await end();
    const failure = `The stores of the services' tests did not start. ${error instanceof Error ? error.message : error}`;
    process.stderr.write(`${failure}\n`);
    project.provide("dataPlane", { failure });
    return async () => {};
  }
}

async function start(folder: string, servers: ServerProcess[]): Promise<DataPlane> {
  const [postgres = 0, redis = 0, nats = 0] = await freePorts(20_000 + (process.pid % 20_000), 3);
  // The server's own user needs access.
  chmodSync(folder, 0o711);
  servers.push(await startPostgres(join(folder, "postgres"), postgres));
  servers.push(await startRedis(join(folder, "redis"), redis, databases));
  const names = Array.from({ length: accounts }, (_, number) => `test${number}`);
  servers.push(await startNats(join(folder, "nats"), nats, names));
  return { postgres, redis, nats, folder };
}
