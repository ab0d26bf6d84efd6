import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import type { AnyEvent } from "@slipway/contracts/events";
import { afterEach, expect, test } from "vitest";
import { mostAttempts, natsBus } from "../src/bus.ts";
import { inboxMigrations, withKv } from "../src/consumer.ts";
import { redisKv } from "../src/kv.ts";
import { migrate } from "../src/migrations.ts";
import type { Log } from "../src/server.ts";
import { postgresSql } from "../src/sql.ts";
import { testBus, testDatabase, testKv, until } from "../src/testing.ts";
import { createTracing } from "../src/tracing.ts";

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const event = (): AnyEvent => ({
  id: randomUUID(),
  name: "order.created",
  key: randomUUID(),
  occurredAt: new Date().toISOString(),
  data: { orderId: randomUUID(), userId: 1 },
});

async function replay(service: string, environment: Record<string, string>): Promise<string> {
  const file = join(import.meta.dirname, "replay.ts");
  const env = { ...process.env, ...environment };
  return (await promisify(execFile)(process.execPath, [file, service], { env })).stdout;
}

async function heardBy(service: string, url: string): Promise<AnyEvent[]> {
  const bus = natsBus(url, silent);
  const heard: AnyEvent[] = [];
  const end = new AbortController();
  const over = bus.subscribe(
    service,
    ["order.created"],
    async ({ event }) => void heard.push(event),
    end.signal,
  );
  ends.push(async () => {
    end.abort();
    await over;
    await bus.close();
  });
  return heard;
}

test("parked events of a service with SQL are delivered to it again, and leave the table", async () => {
  const [DATABASE_URL, NATS_URL] = [await testDatabase(), await testBus()];
  const sql = postgresSql(DATABASE_URL, silent);
  ends.push(() => sql.close());
  await migrate(sql, inboxMigrations);
  const parked = event();
  await sql`
    insert into dead_letters (event_id, event, reason) values (${parked.id}, ${JSON.stringify(parked)}::jsonb, 'x')`;
  const heard = await heardBy("order", NATS_URL);
  expect(await replay("order", { DATABASE_URL, NATS_URL })).toBe(
    `1 parked event of order put back\n  order.created  ${parked.key}  (event ${parked.id})\n`,
  );
  await until("it is heard", () => heard.length === 1);
  expect(heard).toEqual([parked]);
  expect(await replay("order", { DATABASE_URL, NATS_URL })).toBe("0 parked events of order put back\n");
}, 120_000);

test("parked events of a service with Redis are delivered to it again, and have their effect", async () => {
  const [REDIS_URL, NATS_URL] = [await testKv(), await testBus()];
  const kv = redisKv(REDIS_URL, "cart", silent, 10_000);
  ends.push(() => kv.close());
  await until("the store answers", () =>
    kv.get("x").then(
      () => true,
      () => false,
    ),
  );
  let isMended = false;
  const effects: string[] = [];
  const { tracer } = createTracing("cart", undefined, 0);
  const observed = { tracer, count() {}, park() {} };
  const handle = withKv(
    kv,
    {
      "order.created": async ({ key }) => {
        if (!isMended) throw new Error("cannot read that");
        effects.push(key);
      },
    },
    observed,
  );
  const poison = event();
  await expect(handle({ event: poison, headers: {}, attempt: 1 })).rejects.toThrow("cannot read that");
  await handle({ event: poison, headers: {}, attempt: mostAttempts });
  isMended = true;
  await handle({ event: poison, headers: {}, attempt: mostAttempts });
  expect(effects).toEqual([]);

  const heard = await heardBy("cart", NATS_URL);
  expect(await replay("cart", { REDIS_URL, NATS_URL })).toContain(poison.id);
  await until("it is heard", () => heard.length === 1);
  await handle({ event: poison, headers: {}, attempt: 1 });
  expect(effects).toEqual([poison.key]);
  expect(await replay("cart", { REDIS_URL, NATS_URL })).toContain("0 parked events");
}, 120_000);

test("an unknown service, or one without events, is refused", async () => {
  await expect(replay("orders", {})).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"orders" is no service. Name one of api-gateway, '),
  });
  await expect(replay("ads", { NATS_URL: "nats://nobody" })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("it hears no events"),
  });
}, 120_000);
