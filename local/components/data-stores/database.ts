import { basename, dirname } from "node:path";
import type { Client } from "pg";
import { ensureDatabase, withConnection } from "../../../services/kit/data-plane/database.ts";

/**
 * The role may log in with this password, and the database of its name is its own. May be repeated.
 * @param socket The server's Unix socket, `<folder>/.s.PGSQL.<port>`, which lets the platform in.
 */
export async function provideDatabase(socket: string, name: string, password: string): Promise<void> {
  for (const word of [name, password]) mustBePlain(word);
  await asAdmin(socket, (connection) => ensureDatabase(connection, name, password));
}

/** A connection of the platform itself, for `work` alone. @param socket as of {@link provideDatabase} */
export function asAdmin<T>(socket: string, work: (connection: Client) => Promise<T>): Promise<T> {
  const port = Number(basename(socket).split(".").at(-1));
  const admin = { host: dirname(socket), port, user: "admin", database: "postgres" };
  return withConnection({ ...admin, connectionTimeoutMillis: 5000 }, work);
}

function mustBePlain(word: string): void {
  if (!/^[a-z0-9-]{1,63}$/.test(word))
    throw new Error(
      `${JSON.stringify(word)}: names and passwords here are lower case letters, digits and dashes`,
    );
}
