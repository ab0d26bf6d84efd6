import postgres from "postgres";
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
 * Statements as tagged templates: values become parameters, never text. An int8 comes back as a number (an unsafe one is an
 * error), a timestamptz as a Date, jsonb parsed; jsonb is written as `${JSON.stringify(value)}::jsonb`.
 */
export type Query = <Row extends object = Record<string, unknown>>(
  text: TemplateStringsArray,
  ...values: readonly SqlValue[]
) => Promise<Row[]>;

export interface Sql extends Query {
  /** Repeats `work` when others' transactions collide with it (40001, 40P01), so it must have no other effect. */
  transaction<T>(work: (tx: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const int8 = {
  to: 20,
  from: [20],
  serialize: String,
  parse: safeInteger,
};

export function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`The int8 ${text} is not a safe integer.`);
  return value;
}

/** Written as text that is JSON already: the driver's own would make it a JSON string that contains JSON. */
const json = {
  to: 114,
  from: [114, 3802],
  serialize: (text: string) => text,
  parse: (text: string): unknown => JSON.parse(text),
};

/** A pool for `url`. It connects with the first statement, and connects anew when the server comes back. */
export function postgresSql(url: string, log: Log): Sql {
  const pool = postgres(url, {
    max: 4,
    // A replica that rests holds no connections: the server has fewer of them than there are pods.
    idle_timeout: 30,
    connect_timeout: 5,
    types: { int8, json },
    onnotice: (notice) => log.debug({ notice: notice.message }, "postgres"),
    connection: { statement_timeout: 5000 },
  });
  return sqlOf(pool);
}

function sqlOf(pool: postgres.Sql<{ int8: number }>): Sql {
  const query = queryOf(pool);
  return Object.assign(query, {
    transaction: <T>(work: (tx: Query) => Promise<T>) =>
      repeatedly(() => pool.begin((tx) => work(queryOf(tx))) as Promise<T>),
    close: () => pool.end({ timeout: 5 }),
  });
}

type Tagged = (text: TemplateStringsArray, ...values: never[]) => PromiseLike<unknown>;

function queryOf(tagged: unknown): Query {
  return async (text, ...values) => [
    ...((await (tagged as Tagged)(text, ...(values as never[]))) as never[]),
  ];
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
