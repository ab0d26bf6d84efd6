import { afterEach, expect, test } from "vitest";
import { until } from "../kit/src/testing.ts";
import { brokenAtRest } from "../order/testing/invariants.ts";
import { atRest, closeBooks, openBooks } from "./books.ts";
import { drive } from "./drive.ts";
import { Fleet } from "./fleet/fleet.ts";
import { openHandles, residentBytes } from "./fleet/processes.ts";
import { everyEdge, newAccount } from "./journeys.ts";
import { ShopClient } from "./shop-client.ts";

/** The whole shop under load while it is restarted and kept busy; each service in its own process. */

/** Fourteen and more processes on a small machine are slow; this test checks correctness, not speed. */
const patient = { REQUEST_TIMEOUT_MS: "30000", REDIS_TIMEOUT_MS: "5000" };
/** Memory limits of the pods in values.yaml: an unlimited process delays garbage collection and seems to leak. */
const likePods = { NODE_OPTIONS: "--max-semi-space-size=1 --max-old-space-size=48", MALLOC_ARENA_MAX: "1" };
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
    // As in a cluster: a pod keeps answering until no caller can still have its address.
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

test("SP-7: fifty customers buy the last one at the same time: one gets it", async () => {
  fleet = await Fleet.start({ settings: patient });
  const { gateway } = fleet;
  const databases = openBooks(fleet);
  const seller = new ShopClient(gateway);
  await newAccount(seller, "seller");
  const { id } = await seller.list(await seller.openShop("Last things"), {
    name: "The last astrolabe",
    price: 1200,
    stock: 1,
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
    fleet = await Fleet.start({ isolated: true, settings: { ...patient, ...likePods } });
    const { names, gateway } = fleet;
    const soaked = fleet;
    await everyEdge(gateway);
    const soak = (minutes: number) =>
      drive({ gateway, customers: 2, signal: AbortSignal.timeout(minutes * 60_000) });
    // At first, code is compiled, caches fill and pools open.
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
