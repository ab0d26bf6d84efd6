import { setTimeout as delay } from "node:timers/promises";
import { createClient } from "@redis/client";
import type { Log } from "./server.ts";

/** Thrown by every call while the store does not answer in time; the caller decides how to continue without it. */
export class KvUnavailable extends Error {
  override readonly name = "KvUnavailable";

  constructor(cause?: unknown) {
    super("The key-value store does not answer.", { cause });
  }
}

export interface Bucket {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Milliseconds until one more is allowed; 0 if one is allowed now. */
  readonly retryAfterSeconds: number;
}

/**
 * Keys and values of one service: each key has the service's name as a prefix. Every call ends within
 * `patienceMs` or throws `KvUnavailable`.
 */
export interface Kv {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, options?: { readonly ttlSeconds?: number }): Promise<void>;
  delete(...keys: string[]): Promise<void>;
  hashGet(key: string): Promise<Record<string, string>>;
  hashSet(key: string, field: string, value: string, ttlSeconds?: number): Promise<void>;
  hashDelete(key: string, ...fields: string[]): Promise<void>;
  sortedIncrement(key: string, member: string, by: number): Promise<void>;
  /** Members with the highest scores first. */
  sortedTop(key: string, count: number): Promise<string[]>;
  /** Takes `cost` tokens from a bucket that refills at a constant rate. */
  takeFromBucket(key: string, capacity: number, refillPerSecond: number, cost?: number): Promise<Bucket>;
  close(): void;
}

/** A store slower than this is worse than none. */
const standardPatienceMs = 50;
/** Pause after a timeout before the store is used again. */
const restMs = 1000;
const slowestReconnectMs = 5000;

const bucketScript = `
local state = redis.call("HMGET", KEYS[1], "tokens", "at")
local capacity, rate, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call("TIME")
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local tokens = math.min(capacity, (tonumber(state[1]) or capacity) + (now - (tonumber(state[2]) or now)) * rate)
local allowed = tokens >= cost
if allowed then tokens = tokens - cost end
redis.call("HSET", KEYS[1], "tokens", tostring(tokens), "at", string.format("%.6f", now))
redis.call("EXPIRE", KEYS[1], math.ceil(capacity / rate) + 1)
return { allowed and 1 or 0, math.floor(tokens), allowed and 0 or math.ceil((cost - tokens) / rate) }`;

/** Connects in the background: a service starts, and serves what it can, without its store. */
export function redisKv(url: string, prefix: string, log: Log, patienceMs = standardPatienceMs): Kv {
  const client = connect(url);
  logChanges(client, log);
  let restUntil = 0;
  const at = (key: string) => `${prefix}:${key}`;

  async function attempt<T>(command: () => Promise<T>): Promise<T> {
    if (!client.isReady || performance.now() < restUntil) throw new KvUnavailable();
    const timer = new AbortController();
    const late = delay(patienceMs, hung, { signal: timer.signal });
    late.catch(() => {});
    try {
      const answer = await Promise.race([command(), late]);
      if (answer !== hung) return answer as T;
    } catch (error) {
      throw new KvUnavailable(error);
    } finally {
      timer.abort();
    }
    restUntil = performance.now() + restMs;
    throw new KvUnavailable();
  }

  return {
    get: (key) => attempt(async () => (await client.get(at(key))) ?? undefined),
    set: (key, value, { ttlSeconds } = {}) =>
      attempt(async () => {
        await client.set(at(key), value, {
          ...(ttlSeconds !== undefined && { expiration: { type: "EX", value: ttlSeconds } }),
        });
      }),
    delete: (...keys) => attempt(async () => void (await client.del(keys.map(at)))),
    hashGet: (key) => attempt(async () => ({ ...(await client.hGetAll(at(key))) })),
    hashSet: (key, field, value, ttlSeconds) =>
      attempt(async () => {
        await client.hSet(at(key), field, value);
        if (ttlSeconds !== undefined) await client.expire(at(key), ttlSeconds);
      }),
    hashDelete: (key, ...fields) => attempt(async () => void (await client.hDel(at(key), fields))),
    sortedIncrement: (key, member, by) =>
      attempt(async () => void (await client.zIncrBy(at(key), by, member))),
    sortedTop: (key, count) => attempt(() => client.zRange(at(key), 0, count - 1, { REV: true })),
    takeFromBucket: (key, capacity, refillPerSecond, cost = 1) =>
      attempt(async () => {
        const answer = await client.eval(bucketScript, {
          keys: [at(key)],
          arguments: [capacity, refillPerSecond, cost].map(String),
        });
        const [allowed, remaining = 0, retryAfterSeconds = 0] = answer as unknown as number[];
        return { allowed: allowed === 1, remaining, retryAfterSeconds };
      }),
    close: () => client.destroy(),
  };
}

const hung = Symbol("hung");

type Client = ReturnType<typeof connect>;

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
    log.info("the key-value store is available");
    isUp = true;
  });
  client.on("error", (error: Error) => {
    if (isUp) log.warn({ reason: error.message }, "the key-value store is not available");
    isUp = false;
  });
  client.connect().catch(() => {
    // Told by the "error" event; the client continues trying.
  });
}
