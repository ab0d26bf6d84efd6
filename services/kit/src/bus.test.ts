import { randomUUID } from "node:crypto";
import type { EventOf } from "@slipway/contracts/events";
import { afterEach, describe, expect, test } from "vitest";
import { memoryBus } from "../embedded/bus.ts";
import { type Bus, type Delivery, natsBus } from "./bus.ts";
import type { Log } from "./server.ts";
import { testBus, until } from "./testing.ts";

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const event = (orderId: string): EventOf<"order.created"> => ({
  id: randomUUID(),
  name: "order.created",
  key: orderId,
  occurredAt: new Date().toISOString(),
  data: { orderId, userId: 1 },
});

/** Both adapters must behave alike. */
const brokers: [string, () => Promise<Bus>][] = [
  ["NATS", async () => natsBus(await testBus(), silent)],
  ["memory", async () => memoryBus()],
];

describe.each(brokers)("%s", (_adapter, connect) => {
  async function open(): Promise<Bus> {
    const bus = await connect();
    ends.push(() => bus.close());
    return bus;
  }

  /** Events that `consumer` receives; `refuse` may throw. */
  function listen(bus: Bus, consumer: string, refuse: (delivery: Delivery) => void = () => {}) {
    const got: string[] = [];
    const end = new AbortController();
    const over = bus.subscribe(
      consumer,
      ["order.created"],
      async (delivery) => {
        refuse(delivery);
        got.push(delivery.event.key);
      },
      end.signal,
    );
    const stop = async () => {
      end.abort();
      await over;
    };
    ends.push(stop);
    return { got, stop };
  }

  test("every consumer gets every event it wants once, in order, including events from before its start", async () => {
    const bus = await open();
    const [first, second] = [event("1"), event("2")];
    await bus.publish(first, { traceparent: "of the first" });
    const headers: (string | undefined)[] = [];
    const one = listen(bus, "one", (delivery) => void headers.push(delivery.headers.traceparent));
    await bus.publish(first, {});
    await bus.publish({ ...event("x"), name: "order.cancelled" } as never, {});
    await bus.publish(second, {});
    const other = listen(bus, "other");
    await until("both have all", () => one.got.length >= 2 && other.got.length >= 2);
    expect([one.got, other.got]).toEqual([
      ["1", "2"],
      ["1", "2"],
    ]);
    expect(headers[0]).toBe("of the first");
  });

  test("a refused event is delivered again, with a counter, and no later event overtakes it", async () => {
    const bus = await open();
    const attempts: number[] = [];
    const { got } = listen(bus, "one", ({ event: { key }, attempt }) => {
      if (key !== "1") return;
      attempts.push(attempt);
      if (attempt < 3) throw new Error("not now");
    });
    await bus.publish(event("1"), {});
    await bus.publish(event("2"), {});
    await until("both arrive", () => got.length === 2);
    expect([got, attempts]).toEqual([
      ["1", "2"],
      [1, 2, 3],
    ]);
  });

  test("an event for one consumer reaches no other consumer, however often it is sent", async () => {
    const bus = await open();
    const [one, other] = [listen(bus, "one"), listen(bus, "other")];
    const parked = event("1");
    await bus.publishTo("one", parked);
    await bus.publishTo("one", parked);
    await bus.publish(event("2"), {});
    await until("all arrive", () => one.got.length === 3 && other.got.length === 1);
    expect([one.got.toSorted(), other.got]).toEqual([["1", "1", "2"], ["2"]]);
  });

  test("a consumer that stops and restarts continues at its position", async () => {
    const bus = await open();
    const before = listen(bus, "one");
    await bus.publish(event("1"), {});
    await until("the first arrives", () => before.got.length === 1);
    await before.stop();
    await bus.publish(event("2"), {});
    const after = listen(bus, "one");
    await until("the second arrives", () => after.got.length === 1);
    expect([before.got, after.got]).toEqual([["1"], ["2"]]);
  });
});
