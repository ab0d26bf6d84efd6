import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "@redis/client";
import { Counter, type Registry } from "@slipway/kit/metrics";
import type { Log } from "@slipway/kit/server";

/** Never throws: what cannot be read is a miss, what cannot be written is left out. */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  close(): void;
}

export const noCache: Cache = {
  get: async () => undefined,
  set: async () => {},
  close: () => {},
};

const timeToLiveSeconds = 60;
/** A cache that is slower than this is worse than none. */
const patienceMs = 50;
/** How long a Redis that hung is left alone. */
const restMs = 1000;
const slowestReconnectMs = 5000;

type Client = ReturnType<typeof connect>;

/** Connects in the background: the service starts, and serves, without Redis. */
export function redisCache(url: string, log: Log, metrics: Registry): Cache {
  const lookups = new Counter({
    name: "cache_lookups_total",
    help: "Lookups in the cache by result: hit, miss or unavailable.",
    labelNames: ["result"],
    registers: [metrics],
  });
  const client = connect(url);
  logChanges(client, log);
  let restUntil = 0;

  async function attempt<T>(command: () => Promise<T>): Promise<T | typeof unavailable> {
    if (!client.isReady || performance.now() < restUntil) return unavailable;
    const answer = await within(patienceMs, command());
    if (answer === unavailable) restUntil = performance.now() + restMs;
    return answer;
  }

  return {
    async get(key) {
      const value = await attempt(() => client.get(key));
      lookups.inc({ result: value === unavailable ? "unavailable" : value === null ? "miss" : "hit" });
      return typeof value === "string" ? value : undefined;
    },
    async set(key, value) {
      await attempt(() => client.set(key, value, { expiration: { type: "EX", value: timeToLiveSeconds } }));
    },
    close: () => client.destroy(),
  };
}

const unavailable = Symbol("unavailable");

function connect(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: 1000,
    socket: {
      connectTimeout: 1000,
      reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, slowestReconnectMs),
    },
  });
}

function logChanges(client: Client, log: Log): void {
  let isUp = true;
  client.on("ready", () => {
    log.info("the cache is available");
    isUp = true;
  });
  client.on("error", (error: Error) => {
    if (isUp)
      log.warn({ reason: error.message }, "the cache is not available; the catalog answers without it");
    isUp = false;
  });
  client.connect().catch(() => {
    // Told by the "error" event; the client goes on trying.
  });
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | typeof unavailable> {
  const timer = new AbortController();
  const late = delay(milliseconds, unavailable, { signal: timer.signal });
  try {
    return await Promise.race([work, late]);
  } catch {
    return unavailable;
  } finally {
    late.catch(() => {});
    timer.abort();
  }
}
