import postgres from "postgres";
import { ensureDatabase } from "../../../services/kit/data-plane/database.ts";

/** Makes roles and databases on the server behind a Unix socket that lets the platform in. */
export class Databases {
  readonly #sql: postgres.Sql;

  constructor(socket: string) {
    const quietly = { onnotice: () => {}, max: 1, idle_timeout: 20, connect_timeout: 5 };
    this.#sql = postgres({ path: socket, username: "admin", database: "postgres", ...quietly });
  }

  /** The role may log in with this password, and the database of its name is its own. May be repeated. */
  async ensure(name: string, password: string): Promise<void> {
    for (const word of [name, password]) mustBePlain(word);
    await ensureDatabase(this.#sql, name, password);
  }

  async close(): Promise<void> {
    await this.#sql.end({ timeout: 2 });
  }
}

function mustBePlain(word: string): void {
  if (!/^[a-z0-9-]{1,63}$/.test(word))
    throw new Error(
      `${JSON.stringify(word)}: names and passwords here are lower case letters, digits and dashes`,
    );
}
