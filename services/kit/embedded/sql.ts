import { PGlite, type Transaction } from "@electric-sql/pglite";
import { committed } from "../src/commits.ts";
import { type Query, repeatedly, type Sql, safeInteger, textOf } from "../src/sql.ts";

export interface EmbeddedPostgres {
  /** A schema, created if absent. */
  open(schema: string): Sql;
  close(): Promise<void>;
}

const int8 = 20;

/**
 * PostgreSQL in this process, for `npm run shop` on a machine without one. It has a single connection: the
 * transactions of all services are sequential, so a transaction that waits for a call of another service
 * never ends.
 */
export async function startEmbeddedPostgres(): Promise<EmbeddedPostgres> {
  const database = await PGlite.create({ parsers: { [int8]: safeInteger } });
  return {
    open: (schema) => schemaOf(database, `"${schema.replaceAll('"', '""')}"`),
    close: () => database.close(),
  };
}

function schemaOf(database: PGlite, schema: string): Sql {
  const made = database.exec(`create schema if not exists ${schema}`);

  async function within<T>(work: (tx: Query) => Promise<T>): Promise<T> {
    await made;
    const { tx, result } = await database.transaction(async (transaction) => {
      await transaction.exec(`set local search_path to ${schema}`);
      const tx = queryOf(transaction);
      return { tx, result: await work(tx) };
    });
    committed(tx);
    return result;
  }

  const query: Query = (text, ...values) => within((tx) => tx(text, ...values));
  return Object.assign(query, {
    transaction: <T>(work: (tx: Query) => Promise<T>) => repeatedly(() => within(work)),
    close: async () => {},
  });
}

function queryOf(transaction: Transaction): Query {
  return async <Row extends object>(text: TemplateStringsArray, ...values: readonly unknown[]) => {
    return (await transaction.query<Row>(textOf(text), [...values])).rows;
  };
}
