import { afterEach, expect, test } from "vitest";
import { until } from "../kit/src/testing.ts";
import { brokenAtRest } from "../order/testing/invariants.ts";
import { atRest, type Books, closeBooks, foundBroken, openBooks, soldAndShipped } from "./books.ts";
import { drive } from "./drive.ts";
import { Fleet } from "./fleet/fleet.ts";
import { journeys } from "./journeys.ts";
import { ShopClient } from "./shop-client.ts";

/** The whole shop while its services and servers are killed during purchases; each in its own process. */

/** Seventeen and more processes on a small machine are slow; this test checks correctness, not speed. */
const patient = { REQUEST_TIMEOUT_MS: "30000", REDIS_TIMEOUT_MS: "5000" };

let fleet: Fleet | undefined;

afterEach(async () => {
  await fleet?.close();
  fleet = undefined;
}, 120_000);

test("kill -9 of every service under load: orders end, no event is lost, goods and money are conserved", async () => {
  await whilePeopleBuy(async (shop, books) => {
    for (const name of shop.names) {
      await shop.kill(name);
      await shop.start(name);
      expect(await foundBroken(books), `after ${name} was killed`).toEqual([]);
    }
  });
});

test.each(["PostgreSQL", "NATS", "Redis"])(
  "kill -9 of %s at each step of an order: orders end, no event is lost, goods and money are conserved",
  async (name) => {
    await whilePeopleBuy(async (shop, books) => {
      const server = shop.stores.servers.get(name);
      for (const stage of ["reserving", "authorising", "confirmed"]) {
        await untilNewOrderIs(stage, books);
        await server?.kill();
        await server?.restart();
        expect(await foundBroken(books), `after ${name} was killed in ${stage}`).toEqual([]);
        await untilItSells(shop);
      }
    });
  },
);

/** Applies `harm` to a shop with active customers, and finds inconsistencies after they have left. */
async function whilePeopleBuy(harm: (shop: Fleet, books: Books) => Promise<void>): Promise<void> {
  const shop = await Fleet.start({ isolated: true, settings: { ...patient, LEASE_SECONDS: "2" } });
  fleet = shop;
  const books = openBooks(shop);
  const stop = new AbortController();
  const driven = drive({
    gateway: shop.gateway,
    customers: 3,
    signal: stop.signal,
    choose: nextBuyer,
  });
  try {
    await untilItSells(shop);
    await harm(shop, books);
    stop.abort();
    const { journeys: count, failures } = await driven;
    // Customers who were being served see an error, but not all customers do.
    expect(failures.length).toBeLessThan(count);
    await atRest(shop, books);
    expect(await brokenAtRest(books)).toEqual([]);
    const { sold, shipped } = await soldAndShipped(books);
    expect(sold.length).toBeGreaterThan(0);
    expect(shipped).toEqual(sold);
  } finally {
    stop.abort();
    await driven;
    await closeBooks(books);
  }
}

const buyers = journeys.filter(({ name }) => name.startsWith("buy"));

function nextBuyer(): (typeof journeys)[number] {
  const buyer = buyers[Math.floor(Math.random() * buyers.length)];
  if (buyer === undefined) throw new Error("No journey buys anything.");
  return buyer;
}

async function untilItSells({ gateway }: Fleet): Promise<void> {
  const shop = new ShopClient(gateway);
  const sells = async () => (await shop.orderOne(1, 1, 1).catch(() => undefined))?.status === 201;
  await until("an order is confirmed", sells, 120_000);
  shop.close();
}

/** A current order, not one that ended long ago. */
async function untilNewOrderIs(stage: string, { order }: Books): Promise<void> {
  const before = await order<{ id: string }>`select id from orders`;
  const known = new Set(before.map(({ id }) => id));
  const isThere = async () => {
    const now = await order<{ id: string }>`select id from orders where stage = ${stage}`;
    return now.some(({ id }) => !known.has(id));
  };
  await until(`an order is ${stage}`, isThere, 60_000);
}
