import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { AnyEvent, EventData, EventName } from "@slipway/contracts/events";
import { Counter, Gauge, type Registry } from "prom-client";
import type { Bus } from "./bus.ts";
import { onCommit } from "./commits.ts";
import type { Migration } from "./migrations.ts";
import type { Log } from "./server.ts";
import type { Query, Sql } from "./sql.ts";
import { traceHeaders } from "./tracing.ts";

/**
 * Events that exist if and only if their transaction commits: a row next to the change, sent afterwards by a
 * relay. If a process dies in between, the next relay sends the row, and consumers ignore duplicates, because
 * the row's id is the event's id.
 */
export interface Outbox {
  /** `key` is the aggregate: events with the same key are published in the order of their transactions. */
  add<Name extends EventName>(tx: Query, name: Name, key: string, data: EventData<Name>): Promise<void>;
}

export const outboxMigrations: readonly Migration[] = [
  {
    name: "kit 0001 outbox",
    up: `
      create table outbox (
        position bigint generated always as identity primary key,
        id uuid not null,
        name text not null,
        key text not null,
        data jsonb not null,
        headers jsonb not null,
        occurred_at timestamptz not null default now()
      );`,
  },
];

interface Row {
  readonly position: number;
  readonly id: string;
  readonly name: EventName;
  readonly key: string;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly occurredAt: Date;
}

const batch = 50;
/** Maximum delay for rows of another replica; rows of this replica are sent at once. */
const idleMs = 1000;
/** Pause before the next attempt to get the lock while another replica has it and rows of this replica wait. */
const turnMs = 15;
const slowestRetryMs = 5000;

export interface LocalOutbox extends Outbox {
  /** Resolves when a transaction of this process that added a row has been committed after this call. */
  added(): Promise<void>;
}

export function createOutbox(): LocalOutbox {
  let next = Promise.withResolvers<void>();
  return {
    async add(tx, name, key, data) {
      await tx`
        insert into outbox (id, name, key, data, headers)
        values (${randomUUID()}, ${name}, ${key}, ${JSON.stringify(data)}::jsonb, ${JSON.stringify(traceHeaders())}::jsonb)`;
      onCommit(tx, () => {
        next.resolve();
        next = Promise.withResolvers();
      });
    },
    added: () => next.promise,
  };
}

/**
 * Publishes the rows of the outbox until `signal`. One relay works at a time, so that the order is kept; the
 * others wait to take over.
 */
export async function relay(
  sql: Sql,
  outbox: LocalOutbox,
  bus: Bus,
  log: Log,
  metrics: Registry,
  signal: AbortSignal,
): Promise<void> {
  const observe = relayMetrics(sql, metrics);
  let failures = 0;
  let isOwnWaiting = false;
  while (!signal.aborted) {
    const added = outbox.added();
    let sent: number | undefined;
    try {
      sent = await sendBatch(sql, bus);
      observe(sent ?? 0);
      failures = 0;
    } catch (error) {
      failures += 1;
      log.warn({ err: error, failures }, "events wait in the outbox");
    }
    if (sent === batch) continue;
    if (failures > 0) await pause(Math.min(slowestRetryMs, 100 * 2 ** failures), signal);
    else if (sent === undefined && isOwnWaiting) await pause(turnMs, signal);
    else isOwnWaiting = await happensWithin(idleMs, added, signal);
  }
}

/**
 * Rows are deleted in the transaction that locked them, after the broker has confirmed them: a crash in
 * between sends them again. Resolves to their number, or to `undefined` when another replica has the lock.
 */
function sendBatch(sql: Sql, bus: Bus): Promise<number | undefined> {
  return sql.transaction(async (tx) => {
    const [turn] = await tx<{ isOurs: boolean }>`
      select pg_try_advisory_xact_lock(hashtext(current_schema() || '.outbox')) as "isOurs"`;
    if (turn?.isOurs !== true) return undefined;
    const rows = await tx<Row>`
      select position, id, name, key, data, headers, occurred_at as "occurredAt" from outbox
      order by position limit ${batch}::int`;
    if (rows.length === 0) return 0;
    for (const { id, name, key, data, headers, occurredAt } of rows)
      await bus.publish({ id, name, key, data, occurredAt: occurredAt.toISOString() } as AnyEvent, headers);
    await tx`delete from outbox where position = any(${rows.map(({ position }) => position)}::bigint[])`;
    return rows.length;
  });
}

function relayMetrics(sql: Sql, metrics: Registry): (sent: number) => void {
  const published = new Counter({
    name: "outbox_published_total",
    help: "Events handed to the broker.",
    registers: [metrics],
  });
  new Gauge({
    name: "outbox_oldest_seconds",
    help: "Age of the oldest event that waits in the outbox; 0 when none does.",
    registers: [metrics],
    async collect() {
      const [row] = await sql<{ age: string }>`
        select coalesce(extract(epoch from now() - min(occurred_at)), 0)::text as age from outbox`.catch(
        () => [],
      );
      if (row !== undefined) this.set(Number(row.age));
    },
  });
  return (sent) => published.inc(sent);
}

async function happensWithin(
  milliseconds: number,
  event: Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  const waiting = new AbortController();
  const timer = pause(milliseconds, AbortSignal.any([signal, waiting.signal])).then(() => false);
  try {
    return await Promise.race([timer, event.then(() => true)]);
  } finally {
    waiting.abort();
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => {});
}
