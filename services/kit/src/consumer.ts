import type { AnyEvent, EventName, EventOf } from "@slipway/contracts/events";
import { Counter, type Registry } from "prom-client";
import { type Delivery, mostAttempts } from "./bus.ts";
import { deadLetters, seenKey } from "./dead-letters.ts";
import type { Kv } from "./kv.ts";
import type { Migration } from "./migrations.ts";
import type { Log } from "./server.ts";
import type { Query, Sql } from "./sql.ts";
import { contextFrom, inSpan, SpanKind, type Tracer } from "./tracing.ts";

/**
 * A service's handlers of events. The effect and the record of the event are one transaction, so the effect
 * happens once.
 */
export type Handlers = { readonly [Name in EventName]?: (event: EventOf<Name>, tx: Query) => Promise<void> };
/** For services without SQL: the record is separate from the effect, so the effect must be idempotent. */
export type KvHandlers = { readonly [Name in EventName]?: (event: EventOf<Name>) => Promise<void> };

export const inboxMigrations: readonly Migration[] = [
  {
    name: "kit 0002 inbox",
    up: `
      create table inbox (event_id uuid primary key, received_at timestamptz not null default now());
      create table dead_letters (
        event_id uuid primary key,
        event jsonb not null,
        reason text not null,
        parked_at timestamptz not null default now()
      );`,
  },
];

const rememberedSeconds = 3 * 24 * 3600;

export function namesOf(handlers: Handlers | KvHandlers): EventName[] {
  return Object.keys(handlers) as EventName[];
}

/** The handler of deliveries for a service with SQL. */
export function withInbox(sql: Sql, handlers: Handlers, observed: Observed) {
  return observing(observed, async ({ event, attempt }: Delivery) => {
    try {
      await sql.transaction((tx) => effectOnce(tx, handlers, event));
    } catch (error) {
      if (attempt < mostAttempts) throw error;
      await sql`
        insert into dead_letters (event_id, event, reason)
        values (${event.id}, ${JSON.stringify(event)}::jsonb, ${reasonOf(error)}) on conflict do nothing`;
      observed.park(event, error);
    }
  });
}

async function effectOnce(tx: Query, handlers: Handlers, event: AnyEvent): Promise<void> {
  const isNew =
    await tx`insert into inbox (event_id) values (${event.id}) on conflict do nothing returning 1`;
  if (isNew.length === 0) return;
  const handle = handlers[event.name] as ((event: AnyEvent, tx: Query) => Promise<void>) | undefined;
  await handle?.(event, tx);
}

/** The handler of deliveries for a service whose state is in a key-value store. */
export function withKv(kv: Kv, handlers: KvHandlers, observed: Observed) {
  return observing(observed, async ({ event, attempt }: Delivery) => {
    const seen = seenKey(event.id);
    if ((await kv.get(seen)) !== undefined) return;
    try {
      const handle = handlers[event.name] as ((event: AnyEvent) => Promise<void>) | undefined;
      await handle?.(event);
    } catch (error) {
      if (attempt < mostAttempts) throw error;
      await kv.hashSet(deadLetters, event.id, JSON.stringify({ event, reason: reasonOf(error) }));
      observed.park(event, error);
    }
    await kv.set(seen, "1", { ttlSeconds: rememberedSeconds });
  });
}

/** Deletes records of events that will not be delivered again: the broker keeps events for a week. */
export async function forgetOldEvents(sql: Sql): Promise<void> {
  await sql`delete from inbox where received_at < now() - interval '8 days'`;
}

export interface Observed {
  readonly tracer: Tracer;
  count(name: EventName, result: "done" | "failed"): void;
  park(event: AnyEvent, error: unknown): void;
}

export function observeConsumer(tracer: Tracer, log: Log, metrics: Registry): Observed {
  const handled = new Counter({
    name: "events_handled_total",
    help: "Deliveries of events by result: done, failed (will be delivered again) or parked (put aside, see the runbook).",
    labelNames: ["event", "result"],
    registers: [metrics],
  });
  return {
    tracer,
    count: (event, result) => handled.inc({ event, result }),
    park(event, error) {
      handled.inc({ event: event.name, result: "parked" });
      log.error({ err: error, eventId: event.id, event: event.name }, "an event was put aside");
    },
  };
}

/** Continues the trace of the publisher. */
function observing(observed: Observed, handle: (delivery: Delivery) => Promise<void>) {
  return async (delivery: Delivery): Promise<void> => {
    const { name } = delivery.event;
    const attributes = { "messaging.system": "nats", "messaging.destination.name": name };
    const how = { kind: SpanKind.CONSUMER, attributes, parent: contextFrom(delivery.headers) };
    try {
      await inSpan(observed.tracer, `process ${name}`, how, () => handle(delivery));
      observed.count(name, "done");
    } catch (error) {
      observed.count(name, "failed");
      throw error;
    }
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
