import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { findBinary, remedyFor } from "../../../local/setup/programs.ts";
import { ensureDatabase, withConnection } from "./database.ts";
import { runnableBy } from "./runnable-by.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** The user `nobody`; PostgreSQL refuses to run as root. */
const nobody = 65534;

/**
 * A server for this machine only, with its data in `folder`, which may already exist. Committed data survives
 * a kill of the server, but not a crash of the machine.
 */
export async function startPostgres(folder: string, port: number): Promise<ServerProcess> {
  const found = findBinary("initdb");
  if (found === undefined) throw new Error(remedyFor("postgres"));
  mkdirSync(folder, { recursive: true });
  const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  if (identity.uid !== undefined) chownSync(folder, nobody, nobody);
  const initdb = await runnableBy(identity, found, join(folder, "program"));
  const server = join(dirname(initdb), "postgres");
  const data = join(folder, "data");
  if (!existsSync(data)) {
    const how = ["--pgdata", data, "--username=admin", "--auth=trust", "--encoding=UTF8", "--locale=C"];
    await promisify(execFile)(initdb, [...how, "--no-sync"], { ...identity, cwd: folder });
  }
  writeFileSync(join(data, "pg_hba.conf"), hostBasedAccess);
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    max_connections: 300,
    shared_buffers: "32MB",
    fsync: "off",
    full_page_writes: "off",
  };
  const parameters = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const started = await startServer(server, ["-D", data, ...parameters], {
    port,
    folder,
    identity,
    stopSignal: "INT",
  });
  try {
    await answering(port);
    return started;
  } catch (error) {
    await started.stop();
    throw error;
  }
}

const startingUp = "57P03";
const answeringWithinMs = 30_000;

/** The port is open before the server is ready: during recovery it refuses connections with a special error code. */
async function answering(port: number): Promise<void> {
  const end = performance.now() + answeringWithinMs;
  while (!(await isAnswering(port))) {
    if (performance.now() > end)
      throw new Error(`PostgreSQL on port ${port} was still starting after ${answeringWithinMs} ms.`);
    await delay(50);
  }
}

async function isAnswering(port: number): Promise<boolean> {
  try {
    await asAdmin(port, (connection) => connection.query("select 1"));
    return true;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === startingUp) return false;
    throw error;
  }
}

/** A connection of the superuser, for `work` only. */
export function asAdmin<T>(port: number, work: (connection: pg.Client) => Promise<T>): Promise<T> {
  return withConnection(`postgres://admin@127.0.0.1:${port}/postgres`, work);
}

/** A role can connect only to the database of its own name, with any password. */
const hostBasedAccess = `local all admin trust
host all admin 127.0.0.1/32 trust
host samerole all 127.0.0.1/32 scram-sha-256
host all all all reject
`;

/** Creates a database and the only role that may use it, unless they exist; resolves to the role's URL of it. */
export async function createDatabase(port: number, name: string): Promise<string> {
  const password = `${name}-secret`;
  await asAdmin(port, (connection) => ensureDatabase(connection, name, password));
  return `postgres://${name}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
}
