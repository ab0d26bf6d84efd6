import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { addressIn, startNats } from "../data-plane/nats.ts";
import { createDatabase, startPostgres } from "../data-plane/postgres.ts";
import { startRedis } from "../data-plane/redis.ts";
import type { ServerProcess } from "../data-plane/server-process.ts";

/** What keeps the data of a shop on this machine. */
export interface ShopStores {
  /** Environment variables that tell `service` where its stores are. */
  settingsOf(service: string): Record<string, string>;
  /** Ends the servers and removes their data. */
  stop(): Promise<void>;
}

/** PostgreSQL's, Redis's and the broker's. */
export const portsOfStores = 3;

/**
 * One PostgreSQL, Redis and broker for all services that name them in service.yaml; none for what the environment already has
 * an address of. Throws, with nothing left running, when one cannot start.
 */
export async function startStores(
  servicesFolder: string,
  names: readonly string[],
  [postgresPort = 0, redisPort = 0, natsPort = 0]: readonly number[],
): Promise<ShopStores> {
  const wanted = new Map(names.map((name) => [name, storesOf(join(servicesFolder, name))]));
  const isWanted = (store: string, variable: string) =>
    process.env[variable] === undefined && [...wanted.values()].some((stores) => stores.includes(store));
  const users = names.filter((name) => wanted.get(name)?.includes("postgres"));
  const folder = mkdtempSync(join(tmpdir(), "slipway-shop-"));
  // PostgreSQL runs as a user of its own when the shop is root's; it must get through.
  chmodSync(folder, 0o711);
  const databases = new Map<string, string>();

  const startDatabases = async () => {
    const server = await startPostgres(join(folder, "postgres"), postgresPort);
    for (const user of users) databases.set(user, await createDatabase(postgresPort, user));
    return server;
  };
  const starts: Promise<ServerProcess>[] = [];
  if (isWanted("postgres", "DATABASE_URL")) starts.push(startDatabases());
  const ownRedis = isWanted("redis", "REDIS_URL");
  if (ownRedis) starts.push(startRedis(join(folder, "redis"), redisPort));
  const ownNats = isWanted("nats", "NATS_URL");
  if (ownNats) starts.push(startNats(join(folder, "nats"), natsPort, ["shop"]));

  const results = await Promise.allSettled(starts);
  const stop = async () => {
    await Promise.all(results.map((one) => (one.status === "fulfilled" ? one.value.stop() : undefined)));
    rmSync(folder, { recursive: true, force: true });
  };
  const failed = results.find((one) => one.status === "rejected");
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    settingsOf(service) {
      const database = databases.get(service);
      return {
        ...(database !== undefined && { DATABASE_URL: database }),
        ...(ownRedis && { REDIS_URL: `redis://127.0.0.1:${redisPort}` }),
        ...(ownNats && { NATS_URL: addressIn("shop", natsPort) }),
      };
    },
    stop,
  };
}

function storesOf(folder: string): readonly string[] {
  const { stores = [] } = parse(readFileSync(join(folder, "service.yaml"), "utf8")) as { stores?: string[] };
  return stores;
}
