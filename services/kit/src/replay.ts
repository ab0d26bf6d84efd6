import { setTimeout as delay } from "node:timers/promises";
import type { AnyEvent } from "@slipway/contracts/events";
import { natsBus } from "./bus.ts";
import { type Environment, readConfig, type Store, settingsOf } from "./config.ts";
import { replay, replayFromKv } from "./dead-letters.ts";
import { type Kv, KvUnavailable, redisKv } from "./kv.ts";
import type { Log } from "./server.ts";
import { postgresSql } from "./sql.ts";

interface Parking {
  readonly name: string;
  readonly stores?: readonly Store[];
}

/** Errors are thrown. */
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const storeAnswersWithinMs = 10_000;

/**
 * Delivers a service's parked events again, from its store. Throws `ConfigError` when the store is not
 * configured.
 */
export async function replayParked(
  { name, stores = [] }: Parking,
  environment: Environment,
): Promise<readonly AnyEvent[]> {
  if (!stores.includes("nats")) throw new Error(`${name}: it hears no events, so it parks none.`);
  const config = readConfig(settingsOf(stores), environment) as Record<string, unknown>;
  const bus = natsBus(String(config.NATS_URL), silent);
  try {
    if (stores.includes("postgres")) {
      const sql = postgresSql(String(config.DATABASE_URL), silent);
      return await replay(sql, bus, name).finally(() => sql.close());
    }
    const kv = redisKv(String(config.REDIS_URL), name, silent, storeAnswersWithinMs);
    await answering(kv);
    return await replayFromKv(kv, bus, name).finally(() => kv.close());
  } finally {
    await bus.close();
  }
}

async function answering(kv: Kv): Promise<void> {
  for (const end = performance.now() + storeAnswersWithinMs; ; ) {
    try {
      return void (await kv.get("anything"));
    } catch (error) {
      if (!(error instanceof KvUnavailable) || performance.now() > end) throw error;
      await delay(50);
    }
  }
}

/** For the terminal. */
export function tellReplayed(service: string, events: readonly AnyEvent[]): string {
  const lines = events.map(({ name, key, id }) => `  ${name}  ${key}  (event ${id})\n`).join("");
  return `${events.length} parked ${events.length === 1 ? "event" : "events"} of ${service} put back\n${lines}`;
}
