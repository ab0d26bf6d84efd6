import type { Kv } from "@slipway/kit/kv";
import { Counter, type Registry } from "@slipway/kit/metrics";
import type { Log } from "@slipway/kit/server";

/**
 * Answers from the cache while entries are fresh, and with stale ones when the database does not answer.
 * Without Redis, every answer comes from the database: the cache makes the catalog faster and more available,
 * never wrong or unavailable.
 */
export interface Cache {
  /** Throws what `load` throws when nothing is cached either. */
  through<T>(key: string, load: () => Promise<T>): Promise<T>;
  forget(...keys: string[]): Promise<void>;
}

const freshMs = 5_000;
const staleSeconds = 3600;
/** The number is the format of cached data: two versions of the service may run side by side. */
const form = 2;

interface Entry {
  readonly at: number;
  readonly value: unknown;
}

export function cacheIn(kv: Kv, log: Log, metrics: Registry, now = Date.now): Cache {
  const lookups = new Counter({
    name: "cache_lookups_total",
    help: "Lookups in the cache by result: hit, miss, stale (served because the database did not answer) or unavailable.",
    labelNames: ["result"],
    registers: [metrics],
  });

  async function read(key: string): Promise<Entry | undefined | "unavailable"> {
    try {
      return parse(await kv.get(`${form}:${key}`));
    } catch {
      return "unavailable";
    }
  }

  async function write(key: string, value: unknown): Promise<void> {
    const entry: Entry = { at: now(), value };
    // If the cache cannot be written, the next read queries the database.
    await kv.set(`${form}:${key}`, JSON.stringify(entry), { ttlSeconds: staleSeconds }).catch(() => {});
  }

  return {
    async through<T>(key: string, load: () => Promise<T>): Promise<T> {
      const found = await read(key);
      const entry = found === "unavailable" ? undefined : found;
      if (entry !== undefined && now() - entry.at < freshMs) {
        lookups.inc({ result: "hit" });
        return entry.value as T;
      }
      try {
        const value = await load();
        lookups.inc({ result: found === "unavailable" ? "unavailable" : "miss" });
        if (found !== "unavailable") void write(key, value);
        return value;
      } catch (error) {
        if (entry === undefined) throw error;
        lookups.inc({ result: "stale" });
        log.warn({ key, ageSeconds: Math.round((now() - entry.at) / 1000) }, "served stale");
        return entry.value as T;
      }
    },

    async forget(...keys) {
      await kv.delete(...keys.map((key) => `${form}:${key}`)).catch(() => {});
    },
  };
}

function parse(cached: string | undefined): Entry | undefined {
  if (cached === undefined) return undefined;
  try {
    return JSON.parse(cached) as Entry;
  } catch {
    return undefined;
  }
}
