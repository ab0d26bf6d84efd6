import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { Deadline } from "./deadline.ts";
import { createGuard, type Rules } from "./guard.ts";
import { until } from "./testing.ts";

class Outage extends Error {}

const caller = { id: "r1", deadline: Deadline.after(600_000) };
const once: Rules = { mayRetry: false, isTransient: (error) => error instanceof Outage };
const twice: Rules = { ...once, mayRetry: true };

const down = () => Promise.reject(new Outage("down"));
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

async function isOpen(registry: Registry): Promise<boolean> {
  return (await registry.metrics()).includes('http_client_breaker_open{server_address="stock"} 1');
}

test("a breaker opens when a service is down, then answers at once, and closes when the service is back", async () => {
  const registry = new Registry();
  const guard = createGuard("stock", registry);
  expect(await isOpen(registry)).toBe(false);
  let asked = 0;
  const failing = () => {
    asked += 1;
    return down();
  };
  await until("it is open", async () => {
    await errorOf(guard.run(caller, once, failing));
    return isOpen(registry);
  });
  const askedUntilOpen = asked;
  expect(askedUntilOpen).toBeLessThan(20);
  expect(await errorOf(guard.run(caller, once, failing))).toMatchObject({
    status: 503,
    message: "stock: circuit open after repeated failures.",
    retryAfterSeconds: 2,
  });
  expect(asked).toBe(askedUntilOpen);

  await until(
    "it is retried",
    async () => (await errorOf(guard.run(caller, once, async () => 1))) === undefined,
  );
  expect(await isOpen(registry)).toBe(false);
}, 30_000);

test("a deliberate answer of a service opens no breaker and is not retried", async () => {
  const registry = new Registry();
  const guard = createGuard("stock", registry);
  let asked = 0;
  const refuse = () => {
    asked += 1;
    return Promise.reject(new Error("sold out"));
  };
  for (let call = 0; call < 50; call += 1)
    expect(await errorOf(guard.run(caller, twice, refuse))).toMatchObject({ message: "sold out" });
  expect([asked, await isOpen(registry)]).toEqual([50, false]);
});

test("retries are at most a fifth of the calls and a few more, for any number of failures", async () => {
  const guard = createGuard("stock", new Registry());
  const calls = 60;
  let asked = 0;
  let rescued = 0;
  for (let call = 0; call < calls; call += 1) {
    let attempt = 0;
    const flaky = () => {
      asked += 1;
      attempt += 1;
      return attempt === 1 ? down() : Promise.resolve("there");
    };
    if ((await errorOf(guard.run(caller, twice, flaky))) === undefined) rescued += 1;
  }
  expect(asked).toBe(calls + rescued);
  expect(rescued).toBeGreaterThanOrEqual(10);
  expect(rescued).toBeLessThanOrEqual(10 + calls / 5);
}, 30_000);

test("a call that may not be repeated is made once; so is one without remaining time", async () => {
  const guard = createGuard("stock", new Registry());
  let asked = 0;
  const failing = () => {
    asked += 1;
    return down();
  };
  expect(await errorOf(guard.run(caller, once, failing))).toBeInstanceOf(Outage);
  expect(asked).toBe(1);
  const late = { id: "r2", deadline: Deadline.after(0) };
  expect(await errorOf(guard.run(late, twice, failing))).toBeInstanceOf(Outage);
  expect(asked).toBe(2);
});

test("hanging calls do not accumulate", async () => {
  const guard = createGuard("stock", new Registry());
  const release = Promise.withResolvers<void>();
  const calls = Array.from({ length: 200 }, () => errorOf(guard.run(caller, once, () => release.promise)));
  const refused = (await Promise.race(calls)) as { status: number; message: string };
  expect(refused).toMatchObject({ status: 503, message: "stock has too many calls waiting." });
  release.resolve();
  const outcomes = await Promise.all(calls);
  expect(outcomes.filter((error) => error === undefined)).toHaveLength(128);
});
