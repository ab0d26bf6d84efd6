import type { Registry } from "prom-client";
import { type Bus, natsBus } from "./bus.ts";
import type { Store } from "./config.ts";
import {
  forgetOldEvents,
  type Handlers,
  inboxMigrations,
  type KvHandlers,
  namesOf,
  observeConsumer,
  withInbox,
  withKv,
} from "./consumer.ts";
import { type Kv, redisKv } from "./kv.ts";
import type { Life } from "./life.ts";
import { type Migration, migrate } from "./migrations.ts";
import { createOutbox, type Outbox, outboxMigrations, relay } from "./outbox.ts";
import type { Log } from "./server.ts";
import { postgresSql, type Sql } from "./sql.ts";
import type { Tracer } from "./tracing.ts";

/** A service's stores, and its events. */
export interface Stores {
  /** The service's own database, at `DATABASE_URL`; it is brought to `migrations` before the service is ready. */
  sql(migrations: readonly Migration[]): Sql;
  /** At `REDIS_URL`. */
  kv(): Kv;
  /** Events of the service's transactions, published to the broker at `NATS_URL`. */
  outbox(sql: Sql): Outbox;
  consume(sql: Sql, handlers: Handlers): void;
  consumeWithKv(kv: Kv, handlers: KvHandlers): void;
}

/** Functions that open the stores. */
export interface Backends {
  readonly sql: (url: string, log: Log) => Sql;
  readonly kv: (url: string, prefix: string, log: Log, patienceMs: number) => Kv;
  readonly bus: (url: string, log: Log) => Bus;
}

export const servers: Backends = { sql: postgresSql, kv: redisKv, bus: natsBus };

export interface StoreParts {
  readonly backends: Backends;
  readonly service: string;
  /** The whole configuration, including the stores' addresses. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly life: Life;
  readonly log: Log;
  readonly metrics: Registry;
  readonly tracer: Tracer;
}

const hourMs = 3_600_000;

export function createStores(parts: StoreParts): Stores {
  const { backends, service, life, log, metrics, tracer } = parts;
  let shared: Bus | undefined;

  function bus(): Bus {
    if (shared === undefined) {
      const created = backends.bus(addressOf("nats", "NATS_URL", parts), log);
      life.closeLast(() => created.close());
      shared = created;
    }
    return shared;
  }

  return {
    sql(migrations) {
      const sql = backends.sql(addressOf("postgres", "DATABASE_URL", parts), log);
      life.closeLast(() => sql.close());
      const all = [...outboxMigrations, ...inboxMigrations, ...migrations];
      life.prepare("the database's schema", () => migrate(sql, all));
      return sql;
    },

    kv() {
      const kv = backends.kv(
        addressOf("redis", "REDIS_URL", parts),
        service,
        log,
        Number(parts.config.REDIS_TIMEOUT_MS),
      );
      life.closeLast(() => kv.close());
      return kv;
    },

    outbox(sql) {
      const outbox = createOutbox();
      const broker = bus();
      life.background("publishing events", (signal) => relay(sql, outbox, broker, log, metrics, signal));
      return outbox;
    },

    consume(sql, handlers) {
      const handle = withInbox(sql, handlers, observeConsumer(tracer, log, metrics));
      const broker = bus();
      life.background("consuming events", (signal) =>
        broker.subscribe(service, namesOf(handlers), handle, signal),
      );
      life.background("forgetting old events", (signal) => everyHour(signal, () => forgetOldEvents(sql)));
    },

    consumeWithKv(kv, handlers) {
      const handle = withKv(kv, handlers, observeConsumer(tracer, log, metrics));
      const broker = bus();
      life.background("consuming events", (signal) =>
        broker.subscribe(service, namesOf(handlers), handle, signal),
      );
    },
  };
}

function addressOf(store: Store, key: string, { service, config }: StoreParts): string {
  const address = config[key];
  if (typeof address === "string") return address;
  throw new Error(`${service} uses ${store} without saying so. Add "${store}" to the definition's stores.`);
}

function everyHour(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => void work().catch(reject), hourMs);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      resolve();
    });
  });
}
