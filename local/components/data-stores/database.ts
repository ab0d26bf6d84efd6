import { basename, dirname } from "node:path";
import type { Client } from "pg";
import { ensureDatabase, withConnection } from "../../../services/kit/data-plane/database.ts";

/**
 * Creates a role that may log in with this password, and a database with the same name that it owns. May be
 * repeated.
 * @param socket the server's Unix socket, `<folder>/.s.PGSQL.<port>`, through which the platform logs in
 */
export async function provideDatabase(socket: string, name: string, password: string): Promise<void> {
  for (const word of [name, password]) mustBePlain(word);
  await asAdmin(socket, (connection) => ensureDatabase(connection, name, password));
}

/**
 * Opens a connection of the platform for `work` only.
 * @param socket as of {@link provideDatabase}
 */
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
