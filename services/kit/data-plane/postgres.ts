import { spawnSync } from "node:child_process";
import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { findBinary } from "./binaries.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** Nobody; PostgreSQL refuses to run as root. */
const nobody = 65534;

/** A server with its data in `folder`, for this machine only; what it promised to keep does not survive a crash of the machine. */
export async function startPostgres(folder: string, port: number): Promise<ServerProcess> {
  const initdb = findBinary("initdb");
  const server = findBinary("postgres");
  if (initdb === undefined || server === undefined)
    throw new Error("PostgreSQL is not installed. On Debian: apt-get install postgresql");
  mkdirSync(folder, { recursive: true });
  const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  if (identity.uid !== undefined) chownSync(folder, nobody, nobody);
  const data = join(folder, "data");
  const how = ["--pgdata", data, "--username=admin", "--auth=trust", "--encoding=UTF8", "--locale=C"];
  const made = spawnSync(initdb, [...how, "--no-sync"], { ...identity, cwd: folder, encoding: "utf8" });
  if (made.status !== 0) throw new Error(`initdb could not make ${data}:\n${made.stderr || made.error}`);
  writeFileSync(join(data, "pg_hba.conf"), hostBasedAccess);
  const settings = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    max_connections: 300,
    shared_buffers: "32MB",
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
  };
  const parameters = Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  return startServer(server, ["-D", data, ...parameters], port, { ...identity, cwd: folder });
}

/** A role reaches the database of its own name and no other, whatever it knows. */
const hostBasedAccess = `local all admin trust
host all admin 127.0.0.1/32 trust
host samerole all 127.0.0.1/32 scram-sha-256
host all all all reject
`;

/** Makes the role, or gives it this password. */
export function roleStatements(name: string, password: string): string[] {
  return [
    `do $$ begin create role ${quoted(name)} login; exception when duplicate_object then null; end $$`,
    `alter role ${quoted(name)} password '${password.replaceAll("'", "''")}'`,
  ];
}

/** Makes the database of the role of the same name; nobody else may connect to it. */
export function databaseStatements(name: string): string[] {
  return [
    `create database ${quoted(name)} owner ${quoted(name)}`,
    `revoke all on database ${quoted(name)} from public`,
  ];
}

function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** Makes a database and the only role that may use it, unless they exist; resolves to that role's address of it. */
export async function createDatabase(port: number, name: string): Promise<string> {
  const password = `${name}-secret`;
  const sql = postgres(`postgres://admin@127.0.0.1:${port}/postgres`, { max: 1, onnotice: () => {} });
  try {
    for (const statement of roleStatements(name, password)) await sql.unsafe(statement);
    const found = await sql`select from pg_database where datname = ${name}`;
    if (found.length === 0) for (const statement of databaseStatements(name)) await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
  return `postgres://${name}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`;
}
