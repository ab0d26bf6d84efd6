import type { Kv } from "../src/kv.ts";

type Value = string | Map<string, string> | Map<string, number>;
interface Entry {
  value: Value;
  expiresAt: number;
}

/** A key-value store in this process, for `npm run shop` on a machine without Redis. */
export function createMemory(): (prefix: string) => Kv {
  const entries = new Map<string, Entry>();
  return (prefix) => memoryKv(entries, prefix);
}

function memoryKv(entries: Map<string, Entry>, prefix: string): Kv {
  const at = (key: string) => `${prefix}:${key}`;

  /** The value of a key, created if absent. */
  function value<Kind extends Value>(key: string, make: () => Kind, ttlSeconds?: number): Kind {
    const entry = living(key) ?? { value: make(), expiresAt: Number.POSITIVE_INFINITY };
    if (ttlSeconds !== undefined) entry.expiresAt = Date.now() + ttlSeconds * 1000;
    entries.set(at(key), entry);
    return entry.value as Kind;
  }

  function living(key: string): Entry | undefined {
    const entry = entries.get(at(key));
    if (entry === undefined || entry.expiresAt > Date.now()) return entry;
    entries.delete(at(key));
    return undefined;
  }

  const hash = (key: string, ttlSeconds?: number) => value(key, () => new Map<string, string>(), ttlSeconds);
  const ranking = (key: string) => value(key, () => new Map<string, number>());

  return {
    get: async (key) => living(key)?.value as string | undefined,
    async set(key, text, { ttlSeconds } = {}) {
      entries.delete(at(key));
      value(key, () => text, ttlSeconds);
    },
    async delete(...keys) {
      for (const key of keys) entries.delete(at(key));
    },
    hashGet: async (key) => Object.fromEntries(hash(key)),
    hashSet: async (key, field, text, ttlSeconds) => void hash(key, ttlSeconds).set(field, text),
    async hashDelete(key, ...fields) {
      for (const field of fields) hash(key).delete(field);
    },
    async sortedIncrement(key, member, by) {
      const scores = ranking(key);
      scores.set(member, (scores.get(member) ?? 0) + by);
    },
    async sortedTop(key, count) {
      const byScore = [...ranking(key)].sort(([, one], [, other]) => other - one);
      return byScore.slice(0, count).map(([member]) => member);
    },
    async takeFromBucket(key, capacity, refillPerSecond, cost = 1) {
      const bucket = value(key, () => new Map<string, number>());
      const now = performance.now() / 1000;
      const refilled = (now - (bucket.get("at") ?? now)) * refillPerSecond;
      const tokens = Math.min(capacity, (bucket.get("tokens") ?? capacity) + refilled);
      const allowed = tokens >= cost;
      const left = allowed ? tokens - cost : tokens;
      bucket.set("tokens", left).set("at", now);
      const retryAfterSeconds = allowed ? 0 : Math.ceil((cost - left) / refillPerSecond);
      return { allowed, remaining: Math.floor(left), retryAfterSeconds };
    },
    close() {},
  };
}
