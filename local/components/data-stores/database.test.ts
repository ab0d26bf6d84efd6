import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withConnection } from "../../../services/kit/data-plane/database.ts";
import { startPostgres } from "../../../services/kit/data-plane/postgres.ts";
import type { ServerProcess } from "../../../services/kit/data-plane/server-process.ts";
import { freePorts } from "../../../services/kit/shop/ports.ts";
import { provideDatabase } from "./database.ts";

let folder: string;
let port = 0;
let server: ServerProcess;
let socket: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-databases-"));
  // The user of the server needs access.
  chmodSync(folder, 0o711);
  [port = 0] = await freePorts(24_000 + (process.pid % 20_000), 1);
  server = await startPostgres(join(folder, "postgres"), port);
  socket = join(folder, "postgres", `.s.PGSQL.${port}`);
});

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function whoIs(role: string, password: string, database: string): Promise<string> {
  return withConnection({ host: "127.0.0.1", port, user: role, password, database }, async (connection) => {
    const { rows } = await connection.query("select current_user || ' in ' || current_database() as is");
    return rows[0].is;
  });
}

test("a role owns the database with its name and cannot enter any other", async () => {
  await provideDatabase(socket, "dev-order", "one");
  await provideDatabase(socket, "prod-order", "two");
  expect(await whoIs("dev-order", "one", "dev-order")).toBe("dev-order in dev-order");
  for (const other of ["prod-order", "postgres"]) {
    await expect(whoIs("dev-order", "one", other)).rejects.toThrow(/pg_hba\.conf rejects/);
  }
});

test("repeated requests give the same result, with the latest password", async () => {
  await provideDatabase(socket, "dev-user", "old");
  await provideDatabase(socket, "dev-user", "new");
  expect(await whoIs("dev-user", "new", "dev-user")).toBe("dev-user in dev-user");
  await expect(whoIs("dev-user", "old", "dev-user")).rejects.toThrow(/password authentication failed/);
});

test.for([
  ["dev-x", "a'; drop table x"],
  ['dev"x', "a"],
  ["", "a"],
])("refused: role %j with password %j", async ([role = "", password = ""]) => {
  await expect(provideDatabase(socket, role, password)).rejects.toThrow(
    /lower case letters, digits and dashes/,
  );
});
