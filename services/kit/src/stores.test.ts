import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { withConnection } from "../data-plane/database.ts";
import { asAdmin, createDatabase } from "../data-plane/postgres.ts";
import { createMemory } from "../embedded/kv.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../embedded/sql.ts";
import { freePorts } from "../shop/ports.ts";
import { type Kv, KvUnavailable, redisKv } from "./kv.ts";
import { migrate } from "./migrations.ts";
import { toRpcError } from "./rpc-errors.ts";
import type { Log } from "./server.ts";
import { postgresSql, type Sql, SqlUnavailable } from "./sql.ts";
import { dataPlane, testDatabase, testKv, until } from "./testing.ts";

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

async function database(): Promise<Sql> {
  const sql = postgresSql(await testDatabase(), silent);
  ends.push(() => sql.close());
  return sql;
}

/** Both adapters of each port must behave alike: servers, and the embedded stores of `npm run shop`. */
let embedded: EmbeddedPostgres;
let schemas = 0;
beforeAll(async () => {
  embedded = await startEmbeddedPostgres();
});
afterAll(() => embedded.close());

const databases: [string, () => Promise<Sql>][] = [
  ["PostgreSQL", database],
  ["PGlite", async () => embedded.open(`schema-${schemas++}`)],
];

describe.each(databases)("%s", (_adapter, open) => {
  test("values keep their types, and an int8 that is not a safe integer is refused", async () => {
    const sql = await open();
    const at = new Date("2026-01-02T03:04:05.678Z");
    const [row] = await sql`
      select ${2 ** 40}::bigint as big, ${at}::timestamptz as at, ${JSON.stringify({ a: [1] })}::jsonb as json,
        2 = any(${[1, 2]}::bigint[]) as found, ${"'; drop table x; --"}::text as quoted`;
    expect(row).toEqual({ big: 2 ** 40, at, json: { a: [1] }, found: true, quoted: "'; drop table x; --" });
    await expect(sql`select 9007199254740993::bigint as big`).rejects.toThrow(
      "9007199254740993 is not a safe integer",
    );
  });

  test("a failed transaction changes nothing", async () => {
    const sql = await open();
    await sql`create table counters (id int primary key, value int not null)`;
    await sql`insert into counters values (1, 0), (2, 0)`;
    const failing = sql.transaction(async (tx) => {
      await tx`update counters set value = 9`;
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    const swallowing = sql.transaction(async (tx) => {
      await tx`update counters set value = 9`;
      await tx`select 1 / 0`.catch(() => {});
    });
    await expect(swallowing).rejects.toThrow();
    expect(await sql`select value from counters`).toEqual([{ value: 0 }, { value: 0 }]);
  });

  test("a service does not see another one's tables", async () => {
    const [mine, others] = [await open(), await open()];
    await mine`create table secrets (id int)`;
    await expect(others`select from secrets`).rejects.toThrow('relation "secrets" does not exist');
  });

  test("replicas that start at once apply each migration once; a changed one is refused", async () => {
    const sql = await open();
    const steps = [
      { name: "0001 things", up: "create table things (id int);\ninsert into things values (1);" },
      { name: "0002 names", up: "alter table things add column name text not null default '';" },
    ];
    await Promise.all(Array.from({ length: 4 }, () => migrate(sql, steps)));
    expect(await sql`select * from things`).toEqual([{ id: 1, name: "" }]);
    await expect(
      migrate(sql, [{ name: "0001 things", up: "create table things (id bigint);" }]),
    ).rejects.toThrow('Migration "0001 things" was changed after it was applied.');
  });
});

test("conflicting transactions are repeated", async () => {
  const sql = await database();
  await sql`create table counters (id int primary key, value int not null)`;
  await sql`insert into counters values (1, 0), (2, 0)`;
  // Each locks its first row before either asks for its second: the server ends one of the two, which then starts again.
  const bothHold = Promise.withResolvers<void>();
  let holding = 0;
  const add = (first: number, second: number) =>
    sql.transaction(async (tx) => {
      await tx`update counters set value = value + 1 where id = ${first}`;
      holding += 1;
      if (holding === 2) bothHold.resolve();
      await bothHold.promise;
      await tx`update counters set value = value + 1 where id = ${second}`;
    });
  await Promise.all([add(1, 2), add(2, 1)]);
  expect(await sql`select value from counters`).toEqual([{ value: 2 }, { value: 2 }]);
  // The repeated one may run before the other has committed, and is then repeated again.
  expect(holding).toBeGreaterThanOrEqual(3);
});

test("an unavailable server is reported by a statement and by a transaction, and later calls work again", async () => {
  const [nobody = 0] = await freePorts(42_000, 1);
  const sql = postgresSql(`postgres://someone@127.0.0.1:${nobody}/nothing`, silent);
  ends.push(() => sql.close());
  const isAway = { name: "SqlUnavailable", status: 503, retryAfterSeconds: 1 };
  await expect(sql`select 1`).rejects.toMatchObject(isAway);
  await expect(sql.transaction(async () => "never")).rejects.toMatchObject(isAway);
  expect(toRpcError(await sql`select 1`.catch((error: unknown) => error))).toMatchObject({
    code: "UNAVAILABLE",
  });
});

test("a connection that breaks during a transaction fails only that transaction", async () => {
  const sql = await database();
  const cut = sql.transaction((tx) => tx`select pg_terminate_backend(pg_backend_pid())`);
  await expect(cut).rejects.toBeInstanceOf(SqlUnavailable);
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
});

test("SP-15: a role cannot read another service's database", async () => {
  const { postgres: port } = dataPlane();
  const [mine, other] = [`mine${randomUUID().slice(0, 8)}`, `other${randomUUID().slice(0, 8)}`];
  const address = new URL(await createDatabase(port, mine));
  await createDatabase(port, other);
  const ask = async (where: string, statement: string) =>
    (await withConnection(where, (connection) => connection.query(statement))).rows;
  expect(await ask(address.href, 'select current_user as "user", current_database() as database')).toEqual([
    { user: mine, database: mine },
  ]);
  address.pathname = `/${other}`;
  await expect(ask(address.href, "select 1")).rejects.toThrow(
    /pg_hba.conf rejects|permission denied for database/,
  );

  // The right to connect is missing too, because the first line of defence may be misconfigured elsewhere.
  const right = `select has_database_privilege('${mine}', '${other}', 'connect') as "mayConnect"`;
  const { rows } = await asAdmin(port, (connection) => connection.query(right));
  expect(rows).toEqual([{ mayConnect: false }]);
});

async function redis(): Promise<(prefix: string) => Promise<Kv>> {
  const url = await testKv();
  return async (prefix) => {
    const kv = redisKv(url, prefix, silent, 10_000);
    ends.push(() => kv.close());
    await until("the store answers", () =>
      kv.get("x").then(
        () => true,
        () => false,
      ),
    );
    return kv;
  };
}

const keyValueStores: [string, () => Promise<(prefix: string) => Promise<Kv> | Kv>][] = [
  ["Redis", redis],
  ["memory", async () => createMemory()],
];

describe.each(keyValueStores)("%s", (_adapter, open) => {
  test("stores values, hashes and rankings, separately for each service", async () => {
    const stores = await open();
    const [kv, others] = [await stores("cart"), await stores("product")];
    await kv.set("a", "1", { ttlSeconds: 60 });
    expect([await kv.get("a"), await others.get("a")]).toEqual(["1", undefined]);
    await kv.set("a", "2");
    expect(await kv.get("a")).toBe("2");
    await kv.delete("a");
    expect(await kv.get("a")).toBeUndefined();
    await kv.hashSet("h", "x", "1", 60);
    await kv.hashSet("h", "y", "4");
    await kv.hashDelete("h", "x");
    expect(await kv.hashGet("h")).toEqual({ y: "4" });
    for (const [member, by] of [
      ["low", 1],
      ["high", 5],
      ["middle", 3],
    ] as const)
      await kv.sortedIncrement("s", member, by);
    expect(await kv.sortedTop("s", 2)).toEqual(["high", "middle"]);
  });

  test("deletes a value after its time", async () => {
    const kv = await (await open())("cart");
    await kv.set("a", "1", { ttlSeconds: 1 });
    await until("it is gone", async () => (await kv.get("a")) === undefined);
  });

  test("has token buckets that allow their content, then return when more is allowed", async () => {
    const kv = await (await open())("gateway");
    const takes = [];
    for (let take = 0; take < 3; take += 1) takes.push(await kv.takeFromBucket("u", 2, 0.001));
    expect(takes.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
      [true, 1],
      [true, 0],
      [false, 0],
    ]);
    expect(takes.at(-1)?.retryAfterSeconds).toBeGreaterThan(900);
  });
});

test("an unavailable store is reported at once, by every call", async () => {
  const [nobody = 0] = await freePorts(43_000, 1);
  const kv = redisKv(`redis://127.0.0.1:${nobody}`, "cart", silent);
  ends.push(() => kv.close());
  await expect(kv.get("a")).rejects.toThrow(KvUnavailable);
  await expect(kv.set("a", "1")).rejects.toThrow(KvUnavailable);
});
