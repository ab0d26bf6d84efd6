import { describe, expect, test } from "vitest";
import { clientAddress, trustedProxies } from "./client-address.ts";
import { LocalBuckets } from "./limits.ts";

describe("a token bucket in memory", () => {
  const limit = { burst: 3, perSecond: 2 };

  test("allows a burst, then the refill rate", () => {
    let now = 0;
    const buckets = new LocalBuckets(() => now);
    const take = () => buckets.take("one", limit);
    expect([take(), take(), take(), take()].map(({ allowed }) => allowed)).toEqual([true, true, true, false]);
    expect(take().retryAfterSeconds).toBe(1);
    now += 500;
    expect([take().allowed, take().allowed]).toEqual([true, false]);
    now += 60_000;
    expect(take()).toEqual({ allowed: true, remaining: 2, retryAfterSeconds: 0 });
  });

  test("is one of at most ten thousand", () => {
    const buckets = new LocalBuckets(() => 0);
    const drain = () => [1, 2, 3, 4].map(() => buckets.take("first", limit).allowed);
    expect(drain()).toEqual([true, true, true, false]);
    for (let number = 0; number < 10_001; number += 1) buckets.take(String(number), limit);
    expect(drain()).toEqual([true, true, true, false]);
  });
});

describe("the address of a request", () => {
  const isTrusted = trustedProxies("10.0.0.0/8, 127.0.0.1");

  test.each([
    ["203.0.113.7", undefined, "203.0.113.7"],
    ["203.0.113.7", "198.51.100.1", "203.0.113.7"],
    ["10.1.2.3", "198.51.100.1", "198.51.100.1"],
    ["::ffff:10.1.2.3", "1.2.3.4, 198.51.100.1, 10.9.9.9", "198.51.100.1"],
    ["10.1.2.3", "not an address", "10.1.2.3"],
    ["10.1.2.3", undefined, "10.1.2.3"],
    ["2001:db8:1:2:3:4:5:6", undefined, "2001:db8:1:2::/64"],
    ["2001:db8::6", undefined, "2001:db8:0:0::/64"],
  ])("from %s with x-forwarded-for %s: %s", (peer, forwardedFor, expected) => {
    expect(clientAddress(peer, forwardedFor, isTrusted)).toBe(expected);
  });

  test("a list with an invalid address is refused", () => {
    expect(() => trustedProxies("10.0.0.0/8, cafe")).toThrow('"cafe" is no address or network');
  });
});
