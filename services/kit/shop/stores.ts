import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { parse } from "yaml";
import { findBinary } from "../../../local/setup/programs.ts";
import { withConnection } from "../data-plane/database.ts";
import { addressIn, startNats } from "../data-plane/nats.ts";
import { createDatabase, startPostgres } from "../data-plane/postgres.ts";
import { startRedis } from "../data-plane/redis.ts";
import { Restartable } from "../data-plane/restartable.ts";
import { memoryBus } from "../embedded/bus.ts";
import { createMemory } from "../embedded/kv.ts";
import type { Store } from "../src/config.ts";
import { type Backends, servers } from "../src/stores.ts";

/** The stores of a shop on this machine. */
export interface ShopStores {
  /** Environment variables with the addresses of the stores for `service`. */
  settingsOf(service: string): Record<string, string>;
  /** The stores for services in this process. */
  readonly backends: Backends;
  /** Description for people. */
  readonly kinds: readonly string[];
  /** The servers that the shop started itself. */
  readonly servers: ReadonlyMap<string, Restartable>;
  /** Stops the servers and deletes their data. */
  stop(): Promise<void>;
}

/** One of the stores, found or started. */
interface Opened {
  readonly kind: string;
  settingsOf(service: string): Record<string, string>;
  readonly backend?: Partial<Backends>;
  readonly server?: Restartable;
  stop?(): Promise<void>;
}

const folderPrefix = "slipway-shop-";
const addressBook = "stores.json";

/** Variables that the last started shop passed to its services; `undefined` when none runs. */
export function storesOfRunningShop(): Readonly<Record<string, Record<string, string>>> | undefined {
  const files = readdirSync(tmpdir())
    .filter((name) => name.startsWith(folderPrefix))
    .map((name) => join(tmpdir(), name, addressBook))
    .flatMap((file) => {
      const found = statSync(file, { throwIfNoEntry: false });
      return found === undefined ? [] : [{ file, at: found.mtimeMs }];
    });
  const newest = files.sort((one, other) => other.at - one.at)[0];
  return newest && JSON.parse(readFileSync(newest.file, "utf8"));
}

/** Of PostgreSQL, Redis and the broker. */
export const portsOfStores = 3;

export interface StoreRequest {
  readonly servicesFolder: string;
  readonly names: readonly string[];
  readonly ports: readonly number[];
  /** Stores that are part of this process instead of servers: none, those not installed, or all. */
  readonly embed?: "never" | "missing" | "always";
}

/**
 * The stores in service.yaml of the services: at the address in the environment (`DATABASE_URL`, `REDIS_URL`,
 * `NATS_URL`), otherwise a server of the shop, otherwise part of this process (see `embed`). Throws, and
 * stops everything, when one cannot start.
 */
export async function startStores({
  servicesFolder,
  names,
  ports,
  embed = "never",
}: StoreRequest): Promise<ShopStores> {
  const [postgresPort = 0, redisPort = 0, natsPort = 0] = ports;
  const wanted = new Map(names.map((name) => [name, storesOf(join(servicesFolder, name))]));
  const usersOf = (store: Store) => names.filter((name) => wanted.get(name)?.includes(store));
  const folder = mkdtempSync(join(tmpdir(), folderPrefix));
  // PostgreSQL runs as another user if the shop runs as root; that user needs access.
  chmodSync(folder, 0o711);
  const isServer = (program: string) =>
    embed === "never" || (embed === "missing" && findBinary(program) !== undefined);

  const starts = [
    openPostgres(usersOf("postgres"), join(folder, "postgres"), postgresPort, isServer("initdb")),
    openRedis(join(folder, "redis"), redisPort, isServer("redis-server")),
    openNats(join(folder, "nats"), natsPort, isServer("nats-server")),
  ];
  const results = await Promise.allSettled(starts);
  const opened = results.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const stop = async () => {
    await Promise.all(opened.map((one) => one.server?.stop() ?? one.stop?.()));
    rmSync(folder, { recursive: true, force: true });
  };
  const failed = results.find((one) => one.status === "rejected");
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  const settingsOf = (service: string) => Object.assign({}, ...opened.map((one) => one.settingsOf(service)));
  const told = Object.fromEntries(names.map((name) => [name, settingsOf(name)]));
  writeFileSync(join(folder, addressBook), JSON.stringify(told), { mode: 0o600 });
  return {
    settingsOf,
    backends: Object.assign({}, servers, ...opened.map(({ backend }) => backend)),
    kinds: opened.map(({ kind }) => kind),
    servers: new Map(opened.flatMap(({ kind, server }) => (server === undefined ? [] : [[kind, server]]))),
    stop,
  };
}

async function openPostgres(
  users: readonly string[],
  folder: string,
  port: number,
  isServer: boolean,
): Promise<Opened> {
  const given = process.env.DATABASE_URL;
  if (given !== undefined)
    return { kind: "PostgreSQL of DATABASE_URL", settingsOf: await schemasIn(given, users) };
  if (!isServer) return embedPostgres();
  const server = await Restartable.start(() => startPostgres(folder, port));
  const databases = new Map<string, string>();
  for (const user of users) databases.set(user, await createDatabase(port, user));
  const settingsOf = (service: string) => optional("DATABASE_URL", databases.get(service));
  return { kind: "PostgreSQL", settingsOf, server };
}

async function embedPostgres(): Promise<Opened> {
  const { startEmbeddedPostgres } = await import("../embedded/sql.ts");
  const database = await startEmbeddedPostgres();
  return {
    kind: "PostgreSQL inside (PGlite)",
    settingsOf: (service) => ({ DATABASE_URL: `postgres://embedded/${service}` }),
    backend: { sql: (url) => database.open(new URL(url).pathname.slice(1)) },
    stop: database.close,
  };
}

/** A schema for each service in the single database. */
async function schemasIn(address: string, users: readonly string[]) {
  const options = { connectionString: address, connectionTimeoutMillis: 5000 };
  await withConnection(options, async (connection) => {
    for (const user of users)
      await connection.query(`create schema if not exists ${pg.escapeIdentifier(user)}`);
  });
  return (service: string) => {
    const url = new URL(address);
    url.searchParams.set("options", `-c search_path=${service}`);
    return { DATABASE_URL: url.href };
  };
}

async function openRedis(folder: string, port: number, isServer: boolean): Promise<Opened> {
  if (process.env.REDIS_URL !== undefined) return { kind: "Redis of REDIS_URL", settingsOf: () => ({}) };
  if (isServer) {
    const server = await Restartable.start(() => startRedis(folder, port));
    return { kind: "Redis", settingsOf: () => ({ REDIS_URL: `redis://127.0.0.1:${port}` }), server };
  }
  const memory = createMemory();
  return {
    kind: "Redis's part inside",
    settingsOf: () => ({ REDIS_URL: "redis://embedded" }),
    backend: { kv: (_url, prefix) => memory(prefix) },
  };
}

async function openNats(folder: string, port: number, isServer: boolean): Promise<Opened> {
  if (process.env.NATS_URL !== undefined) return { kind: "NATS of NATS_URL", settingsOf: () => ({}) };
  if (isServer) {
    const server = await Restartable.start(() => startNats(folder, port, ["shop"]));
    return { kind: "NATS", settingsOf: () => ({ NATS_URL: addressIn("shop", port) }), server };
  }
  const bus = memoryBus();
  return {
    kind: "NATS's part inside",
    settingsOf: () => ({ NATS_URL: "nats://embedded" }),
    backend: { bus: () => bus },
  };
}

function optional(key: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [key]: value };
}

/** Those that service.yaml names. */
export function storesOf(folder: string): readonly Store[] {
  const { stores = [] } = parse(readFileSync(join(folder, "service.yaml"), "utf8")) as { stores?: Store[] };
  return stores;
}
