import { afterEach, expect, test } from "vitest";
import { until } from "../kit/src/testing.ts";
import { databaseAt } from "../order/testing/databases.ts";
import { alwaysBroken, brokenAtRest } from "../order/testing/invariants.ts";
import { drive } from "./drive.ts";
import { Fleet } from "./fleet/fleet.ts";
import { openHandles, residentBytes } from "./fleet/processes.ts";
import { everyEdge, journeys, newAccount } from "./journeys.ts";
import { pendingDeliveries } from "./redelivery.ts";
import { ShopClient } from "./shop-client.ts";

/** The whole shop under load while it is restarted, killed and kept busy; each service in a process of its own. */

/** Fourteen and more processes on a small machine answer late; what is asked here is whether they answer right. */
const patient = { REQUEST_TIMEOUT_MS: "30000", REDIS_TIMEOUT_MS: "5000" };
const soakMinutes = Number(process.env.SOAK_MINUTES ?? 10);

let fleet: Fleet | undefined;

afterEach(async () => {
  await fleet?.close();
  fleet = undefined;
}, 120_000);

test("SP-11: every service restarted under load, one replica after the other: no request fails", async () => {
  fleet = await Fleet.start({
    isolated: true,
    replicas: 2,
    // As in a cluster: a pod goes on answering until nobody can have its address any more.
    settings: { ...patient, DRAIN_DELAY_MS: "2500" },
  });
  const { gateway, names } = fleet;
  const stop = new AbortController();
  const driven = drive({ gateway, customers: 3, signal: stop.signal });
  for (const name of names) await fleet.rollingRestart(name);
  stop.abort();
  const { exchanges, failures } = await driven;
  expect(exchanges.length).toBeGreaterThan(100);
  expect(failures).toEqual([]);
});

test("kill -9 of every service under load: orders end, no event is lost, goods and money are conserved", async () => {
  fleet = await Fleet.start({ isolated: true, settings: { ...patient, LEASE_SECONDS: "2" } });
  const killed = fleet;
  const databases = openBooks(killed);
  const stop = new AbortController();
  const buys = journeys.filter(({ name }) => name.startsWith("buy"));
  const next = () => buys[Math.floor(Math.random() * buys.length)] ?? buys[0] ?? journeys[0];
  const driven = drive({
    ...{ gateway: killed.gateway, customers: 3, signal: stop.signal },
    choose: () => next() as (typeof journeys)[number],
  });
  try {
    for (const name of killed.names) {
      await killed.kill(name);
      await killed.start(name);
      expect(await alwaysBroken(databases), `after ${name} was killed`).toEqual([]);
    }
    stop.abort();
    const { journeys: count, failures } = await driven;
    // Who was just being served has seen an error, but most have not.
    expect(failures.length).toBeLessThan(count);
    await atRest(killed, databases);
    expect(await brokenAtRest(databases)).toEqual([]);
    await sameInAllBooks(databases);
  } finally {
    stop.abort();
    await driven;
    await closeBooks(databases);
  }
});

test("SP-7: fifty people buy the last one at the same time: one gets it", async () => {
  fleet = await Fleet.start({ settings: patient });
  const { gateway } = fleet;
  const databases = openBooks(fleet);
  const seller = new ShopClient(gateway);
  await newAccount(seller, "seller");
  const { id } = await seller.list(await seller.openShop("Last things"), {
    ...{ name: "The last astrolabe", price: 1200, stock: 1 },
  });
  await until(
    "its stock is known",
    async () => (await seller.http.send("GET", `/api/stock/${id}`)).status === 200,
  );
  const buyers = Array.from({ length: 50 }, () => new ShopClient(gateway, { timeoutMs: 60_000 }));
  const answers = await Promise.all(buyers.map((buyer) => buyer.orderOne(1, id, 1)));
  const confirmed = answers.filter(({ status }) => status === 201);
  expect(confirmed).toHaveLength(1);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
  await atRest(fleet, databases);
  expect(await brokenAtRest(databases)).toEqual([]);
  for (const buyer of [seller, ...buyers]) buyer.close();
  await closeBooks(databases);
});

test(
  `a soak of ${soakMinutes} minutes: memory and handles do not grow`,
  async () => {
    fleet = await Fleet.start({ isolated: true, settings: patient });
    const { names, gateway } = fleet;
    const soaked = fleet;
    await everyEdge(gateway);
    const soak = (minutes: number) =>
      drive({ gateway, customers: 2, signal: AbortSignal.timeout(minutes * 60_000) });
    // Code is compiled, caches fill and pools open at first.
    await soak(soakMinutes / 4);
    const before = measured(soaked);
    const { failures } = await soak(soakMinutes);
    const after = measured(soaked);
    expect(failures).toEqual([]);
    const grown = names.filter((name) => {
      const [old, now] = [before.get(name), after.get(name)];
      return (
        old === undefined ||
        now === undefined ||
        now.bytes > old.bytes * 1.3 + 2 ** 24 ||
        now.handles > old.handles + 40
      );
    });
    expect(grown, JSON.stringify({ before: [...before], after: [...after] })).toEqual([]);
  },
  (soakMinutes * 1.25 + 10) * 60_000,
);

function measured(shop: Fleet) {
  return new Map(
    shop.names.map((name) => {
      const [pid = 0] = shop.processesOf(name).map((process) => process.pid ?? 0);
      return [name, { bytes: residentBytes(pid), handles: openHandles(pid) }] as const;
    }),
  );
}

function openBooks(shop: Fleet) {
  const open = (service: string) => databaseAt(shop.stores.settingsOf(service).DATABASE_URL ?? "");
  return {
    order: open("order"),
    inventory: open("inventory"),
    payment: open("payment"),
    shipping: open("shipping"),
  };
}

type Books = ReturnType<typeof openBooks>;

async function closeBooks(books: Books): Promise<void> {
  for (const sql of Object.values(books)) await sql.close();
}

/** Waits until every order has ended, every outbox is empty and every event was heard. */
async function atRest(shop: Fleet, books: Books): Promise<void> {
  await until(
    "no order is on its way",
    async () => {
      const [row] = await books.order<{ open: number }>`
      select count(*) as open from orders where stage not in ('confirmed', 'cancelled')`;
      return Number(row?.open) === 0;
    },
    300_000,
  );
  const nats = shop.stores.settingsOf("order").NATS_URL ?? "";
  await until(
    "every event was heard",
    async () => {
      for (const sql of Object.values(books)) {
        const [row] = await sql<{ waiting: number }>`select count(*) as waiting from outbox`;
        if (Number(row?.waiting) > 0) return false;
      }
      return (await pendingDeliveries(nats)) === 0;
    },
    300_000,
  );
}

/** Each confirmed order is shipped once, and nothing else is: the event of its confirmation was neither lost nor doubled. */
async function sameInAllBooks({ order, shipping }: Books): Promise<void> {
  const confirmed = await order<{ id: string }>`select id from orders where stage = 'confirmed' order by id`;
  const shipped = await shipping<{ id: string }>`
    select order_id as id from shipments where state <> 'cancelled' order by order_id`;
  expect(shipped).toEqual(confirmed);
}
