import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { jetstream } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import type { EventOf } from "@slipway/contracts/events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePorts } from "../shop/ports.ts";
import { type Bus, mostAttempts, natsBus } from "./bus.ts";
import type { Handlers } from "./consumer.ts";
import { replay } from "./dead-letters.ts";
import type { Log } from "./server.ts";
import { postgresSql, type Query, type Sql } from "./sql.ts";
import { startService, testBus, testDatabase, until } from "./testing.ts";

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

let databaseUrl: string;
let busUrl: string;
let sql: Sql;
let bus: Bus;
let nats: NatsConnection;
beforeEach(async () => {
  databaseUrl = await testDatabase();
  busUrl = await testBus();
  sql = postgresSql(databaseUrl, silent);
  ends.push(() => sql.close());
  bus = natsBus(busUrl, silent);
  ends.push(() => bus.close());
  // The first use creates the stream.
  await bus.publishTo("nobody", created());
  const { host, username } = new URL(busUrl);
  nats = await connect({ servers: host, user: username, pass: username });
  ends.push(() => nats.close());
});

const created = (orderId = randomUUID()): EventOf<"order.created"> => ({
  id: randomUUID(),
  name: "order.created",
  key: orderId,
  occurredAt: new Date().toISOString(),
  data: { orderId, userId: 1 },
});

/** A consumer called "counter" that records its events. */
async function startConsumer(handle: (event: EventOf<"order.created">, tx: Query) => Promise<void>) {
  const handlers: Handlers = { "order.created": handle };
  const service = await startService(
    {
      name: "counter",
      settings: {},
      stores: ["postgres", "nats"],
      setup({ sql: open, consume }) {
        consume(
          open([{ name: "0001 effects", up: "create table effects (order_id uuid not null);" }]),
          handlers,
        );
      },
    },
    { DATABASE_URL: databaseUrl, NATS_URL: busUrl },
  );
  ends.push(() => service.app.close());
  return service;
}

const note = async ({ data }: EventOf<"order.created">, tx: Query) =>
  void (await tx`insert into effects (order_id) values (${data.orderId})`);
const effects = async () =>
  (await sql<{ orderId: string }>`select order_id as "orderId" from effects order by ctid`).map(
    ({ orderId }) => orderId,
  );

/** After the broker's deduplication window: every call is a delivery. */
async function deliver(event: EventOf<"order.created">): Promise<void> {
  await jetstream(nats).publish("shop.v1.order.created", JSON.stringify(event));
}

async function startSeller(natsUrl: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../testing/seller.ts")], {
    env: { ...process.env, HOST: "127.0.0.1", PORT: "0", DATABASE_URL: databaseUrl, NATS_URL: natsUrl },
    stdio: ["ignore", "pipe", "inherit"],
  });
  ends.push(() => child.kill("SIGKILL"));
  const lines: { msg: string; address?: string }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
  await until("the seller is ready", () => lines.some(({ msg }) => msg === "ready"), 30_000);
  return { child, address: lines.find(({ msg }) => msg === "ready")?.address ?? "" };
}

test("SP-5: a process killed between commit and publish loses no event", async () => {
  const [nobody = 0] = await freePorts(41_000, 1);
  // While the broker is down nothing can be published, so the kill certainly comes between commit and
  // publish.
  const first = await startSeller(`nats://127.0.0.1:${nobody}`);
  const orders = Array.from({ length: 5 }, () => randomUUID());
  for (const id of orders)
    expect((await fetch(`${first.address}/sales/${id}`, { method: "POST" })).status).toBe(200);
  const ended = once(first.child, "close");
  first.child.kill("SIGKILL");
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect(await sql`select from outbox`).toHaveLength(orders.length);

  await startConsumer(note);
  await startSeller(busUrl);
  await until("all events arrive", async () => (await effects()).length >= orders.length, 30_000);
  expect(await effects()).toEqual(orders);
  await until("the outbox is empty", async () => (await sql`select from outbox`).length === 0);
});

test("SP-5: without a commit nothing is published", async () => {
  const seller = await startSeller(busUrl);
  const [id, other] = [randomUUID(), randomUUID()];
  await startConsumer(note);
  for (const one of [id, id, other]) await fetch(`${seller.address}/sales/${one}`, { method: "POST" });
  await until("the last event arrives", async () => (await effects()).includes(other));
  expect(await effects()).toEqual([id, other]);
});

test("SP-6: each event delivered three times has one effect", async () => {
  await startConsumer(note);
  const [event, last] = [created(), created()];
  for (let delivery = 1; delivery <= 3; delivery += 1) await deliver(event);
  await deliver(last);
  await until("the last event arrives", async () => (await effects()).includes(last.key));
  expect(await effects()).toEqual([event.key, last.key]);
});

test("SP-6: a failed effect is rolled back and repeated, and no later event overtakes it", async () => {
  let failures = 0;
  await startConsumer(async (event, tx) => {
    await note(event, tx);
    if (failures < 2) {
      failures += 1;
      throw new Error("not now");
    }
  });
  const [event, later] = [created(), created()];
  await deliver(event);
  await deliver(later);
  await until("both arrive", async () => (await effects()).length >= 2);
  expect(failures).toBe(2);
  expect(await effects()).toEqual([event.key, later.key]);
});

test("SP-6: a poison message is parked and can be replayed, and is never just acknowledged", async () => {
  const poison = created();
  let isMended = false;
  const service = await startConsumer(async (event, tx) => {
    if (event.key === poison.key && !isMended) throw new Error("cannot read that");
    await note(event, tx);
  });
  await deliver(poison);
  // An unreadable message must not block the following ones either.
  await jetstream(nats).publish("shop.v1.order.created", "{");
  const good = created();
  await deliver(good);
  await until("the good one got past the poison", async () => (await effects()).includes(good.key), 120_000);
  const parked = await sql`select event_id as id, reason from dead_letters`;
  expect(parked).toEqual([{ id: poison.id, reason: "Error: cannot read that" }]);
  const failed = service.log.filter(({ msg }) => msg === "an event will be delivered again");
  expect(failed.filter(({ err }) => (err as Error).message === "cannot read that")).toHaveLength(
    mostAttempts - 1,
  );

  isMended = true;
  expect(await replay(sql, bus, "counter")).toEqual([poison]);
  await until("the replayed one has its effect", async () => (await effects()).includes(poison.key));
  expect(await effects()).toEqual([good.key, poison.key]);
  expect(await sql`select from dead_letters`).toEqual([]);
}, 180_000);
