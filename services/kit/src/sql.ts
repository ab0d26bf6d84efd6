import pg from "pg";
import { committed } from "./commits.ts";
import { Problem } from "./problem.ts";
import type { Log } from "./server.ts";

export type { Migration } from "./migrations.ts";

export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | Date
  | null
  | Uint8Array
  | readonly string[]
  | readonly number[];

/**
 * Statements as tagged templates: values become parameters, never text. An int8 returns as a number (an unsafe one is an
 * error), a timestamptz as a Date, jsonb parsed; jsonb is written as `${JSON.stringify(value)}::jsonb`.
 */
export type Query = <Row extends object = Record<string, unknown>>(
  text: TemplateStringsArray,
  ...values: readonly SqlValue[]
) => Promise<Row[]>;

export interface Sql extends Query {
  /** Repeats `work` after conflicts with other transactions (40001, 40P01), so it must have no other effect. */
  transaction<T>(work: (tx: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * The server cannot be reached, or the connection ended before the answer: it is unknown whether the
 * statement took effect.
 */
export class SqlUnavailable extends Problem {
  override readonly name = "SqlUnavailable";

  constructor(cause: unknown) {
    super(503, "The data cannot be reached for the moment.", { cause, retryAfterSeconds: 1 });
  }
}

/**
 * A pool for `url`. It connects with the first statement, and connects again when the server comes back.
 * @throws SqlUnavailable, from each statement, while the server is away.
 */
export function postgresSql(url: string, log: Log): Sql {
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    // An idle replica holds no connections, because the server allows fewer connections than there are pods.
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5000,
    statement_timeout: 5000,
    types: { getTypeParser },
  });
  pool.on("connect", (client) => {
    client.on("notice", (notice) => log.debug({ notice: notice.message }, "postgres"));
    // The running statement fails with its own error; an unhandled error event would end the process.
    client.on("error", (error) => log.debug({ err: error }, "a connection to postgres ended"));
  });
  pool.on("error", (error) => log.debug({ err: error }, "an idle connection to postgres ended"));
  return Object.assign(queryOf(pool), {
    transaction: <T>(work: (tx: Query) => Promise<T>) => repeatedly(() => transact(pool, work)),
    close: () => pool.end(),
  });
}

const getTypeParser: pg.CustomTypesConfig["getTypeParser"] = (oid: number, format?: "text" | "binary") =>
  oid === pg.types.builtins.INT8 ? safeInteger : pg.types.getTypeParser(oid, format ?? "text");

export function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The int8 ${text} is not a safe integer.`);
  return value;
}

async function transact<T>(pool: pg.Pool, work: (tx: Query) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch(unlessAnswered);
  const tx = queryOf(client);
  let result: T;
  try {
    await client.query("begin").catch(unlessAnswered);
    result = await work(tx);
    const { command } = await client.query("commit").catch(unlessAnswered);
    if (command !== "COMMIT")
      throw new Error("The transaction was rolled back: one of its statements failed.");
  } catch (error) {
    // A connection that cannot roll back is not used again.
    await client.query("rollback").then(
      () => client.release(),
      (reason) => client.release(reason),
    );
    throw error;
  }
  client.release();
  committed(tx);
  return result;
}

function queryOf(on: pg.Pool | pg.PoolClient): Query {
  return async <Row extends object>(parts: TemplateStringsArray, ...values: readonly SqlValue[]) => {
    // Without a name: a prepared `select *` fails permanently after a canary's migration has added a column.
    const { rows } = await on.query<Row>(textOf(parts), [...values]).catch(unlessAnswered);
    return rows;
  };
}

/** The statement with `$1`, `$2` … in the place of its values. */
export function textOf(parts: TemplateStringsArray): string {
  return parts.reduce((before, part, index) => `${before}$${index}${part}`);
}

/**
 * Classes and codes of SQLSTATE about the server, not the statement: lost connections, too many connections,
 * shutdown.
 */
const ofTheServer = /^08|^53300$|^57P0[1-3]$/;

function unlessAnswered(error: unknown): never {
  const isOurs = error instanceof RangeError || error instanceof TypeError;
  const isAnswer = error instanceof pg.DatabaseError && !ofTheServer.test(error.code ?? "");
  throw isOurs || isAnswer ? error : new SqlUnavailable(error);
}

const collisions = new Set(["40001", "40P01"]);
const attempts = 5;

export async function repeatedly<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (!collisions.has(code) || attempt === attempts) throw error;
    }
  }
}
