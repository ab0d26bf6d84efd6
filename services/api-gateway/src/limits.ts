import type { Bucket, Kv } from "@slipway/kit/kv";

/** A token bucket: `burst` at once, `perSecond` on average. */
export interface Limit {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Limiter {
  /** Never rejects. */
  take(key: string, limit: Limit): Promise<Bucket>;
}

/** Buckets in Redis are shared by all replicas; without Redis, each replica has its own. */
export function createLimiter(kv: Kv, local = new LocalBuckets()): Limiter {
  return {
    async take(key, limit) {
      try {
        return await kv.takeFromBucket(key, limit.burst, limit.perSecond);
      } catch {
        return local.take(key, limit);
      }
    },
  };
}

/** Above this number the bucket unused for longest is deleted, so that many addresses cannot fill the memory. */
const mostBuckets = 10_000;

export class LocalBuckets {
  readonly #buckets = new Map<string, { readonly tokens: number; readonly at: number }>();
  readonly #now: () => number;

  /** `now` in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  take(key: string, { burst, perSecond }: Limit): Bucket {
    const at = this.#now();
    const last = this.#buckets.get(key);
    const refilled = last === undefined ? burst : last.tokens + ((at - last.at) / 1000) * perSecond;
    const tokens = Math.min(burst, refilled);
    const allowed = tokens >= 1;
    const left = allowed ? tokens - 1 : tokens;
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: left, at });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > mostBuckets && oldest !== undefined) this.#buckets.delete(oldest);
    const retryAfterSeconds = allowed ? 0 : Math.ceil((1 - left) / perSecond);
    return { allowed, remaining: Math.floor(left), retryAfterSeconds };
  }
}
