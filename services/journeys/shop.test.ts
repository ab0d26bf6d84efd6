import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../kit/src/testing.ts";
import { databaseAt } from "../order/testing/databases.ts";
import { brokenAtRest } from "../order/testing/invariants.ts";
import { buyByBrowser } from "./browser.ts";
import { Fleet } from "./fleet/fleet.ts";
import { everyEdge, journeys, newAccount } from "./journeys.ts";
import { Collector } from "./observe/collector.ts";
import { scrapedEdges, undeclared, unseen } from "./observe/edges.ts";
import { scrape } from "./observe/metrics.ts";
import { eventsOf, keysOf, leaks, type Secret, type Sink, tablesOf } from "./observe/sinks.ts";
import { wayBetween } from "./observe/tree.ts";
import { pendingDeliveries, publishAgain, publishedEvents } from "./redelivery.ts";
import { ShopClient } from "./shop-client.ts";

/** The whole shop, every service with real stores, from the customers' perspective. */

const cardNumber = "4111111111111111";
/** The machine may be busy. */
const patient = { REQUEST_TIMEOUT_MS: "30000", REDIS_TIMEOUT_MS: "5000" };

let fleet: Fleet;
let collector: Collector;
const log: { service: string; line: string }[] = [];

beforeAll(async () => {
  collector = await Collector.listen();
  fleet = await Fleet.start({
    settings: {
      ...patient,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      TRACE_RATIO: "1",
      DISPATCH_SECONDS: "1",
    },
    onLine: (service, line) => void log.push({ service, line }),
  });
  await everyEdge(fleet.gateway);
  await buyByBrowser(fleet.origins.get("web") ?? "");
}, 180_000);

afterAll(async () => {
  await fleet?.close();
  await collector?.close();
}, 60_000);

test.each(journeys)("$name: a customer completes the journey", async ({ go }) => {
  const shop = new ShopClient(fleet.gateway, { timeoutMs: 40_000 });
  await go(shop);
  shop.close();
});

test("the calls between services are exactly those that service.yaml declares", async () => {
  const edges = await scrapedEdges(fleet.origins);
  expect(undeclared(edges)).toEqual([]);
  expect(unseen(fleet.names, edges)).toEqual([]);
});

test("SP-13: one trace from the page to the effects of the broker's consumers", async () => {
  const found = () =>
    collector.spans.find(({ service, name }) => service === "web" && name === "POST /checkout");
  await until("web's span is there", () => found() !== undefined, 30_000);
  const spans = () => collector.trace(found()?.traceId ?? "");
  await until("notification's is", () => wayBetween(spans(), "web", "notification") !== undefined, 30_000);
  expect(wayBetween(spans(), "web", "notification")).toEqual(["web", "api-gateway", "order", "notification"]);
  expect(wayBetween(spans(), "web", "payment")).toEqual(["web", "api-gateway", "order", "payment"]);
});

test("SP-12 SP-13: every service has spans, log lines that name their trace, and metrics of requests or events", async () => {
  const matrix: Record<string, readonly string[]> = {};
  for (const name of fleet.names) {
    const samples = await scrape(fleet.addressOf(name));
    const has = {
      spans: collector.spans.some(({ service }) => service === name),
      log: log.some(({ service, line }) => service === name && line.includes('"trace_id"')),
      metrics: samples.some(
        ({ name, value }) => /^http_server_request_duration_seconds_count$/.test(name) && value > 0,
      ),
    };
    matrix[name] = Object.entries(has).flatMap(([signal, isThere]) => (isThere ? [] : [signal]));
  }
  expect(matrix).toEqual(Object.fromEntries(fleet.names.map((name) => [name, []])));
});

test("SP-6: all events delivered three times have the effects of one", async () => {
  const url = (service: string) => fleet.stores.settingsOf(service).DATABASE_URL ?? "";
  const open = (service: string) => databaseAt(url(service));
  const databases = { order: open("order"), inventory: open("inventory"), payment: open("payment") };
  const others = {
    notification: open("notification"),
    business: open("business"),
    shipping: open("shipping"),
  };
  const effects = async () => {
    const rows = await Promise.all([
      others.notification`select count(*)::int as n from notifications`,
      others.shipping`select count(*)::int as n from shipments`,
      others.business`select sum(quantity)::int as n from sales`,
      databases.inventory`select sum(on_hand)::text as n from stock`,
      databases.payment`select sum(amount)::text as n from ledger where account = 'shop'`,
    ]);
    return rows.map(([row]) => row?.n);
  };
  try {
    const rest = async () => (await brokenAtRest(databases)).length === 0;
    await until("every order has ended", rest, 60_000);
    const nats = fleet.stores.settingsOf("order").NATS_URL ?? "";
    const onTheWay = async () =>
      (await others.shipping`select from shipments where state = 'label_created'`).length;
    const unsent = async () => {
      const all = [...Object.values(databases), ...Object.values(others)];
      return (await Promise.all(all.map((sql) => sql`select from outbox`))).flat().length;
    };
    // A handled event may add another event, and so may the carrier later: so no event was waiting at the
    // end, and none was sent meanwhile.
    const isQuiet = async () => {
      if ((await onTheWay()) > 0) return false;
      const before = await publishedEvents(nats);
      const isHeard = (await pendingDeliveries(nats)) === 0;
      return isHeard && (await unsent()) === 0 && (await publishedEvents(nats)) === before;
    };
    await until("what happened was all heard", isQuiet, 60_000);
    const before = await effects();
    const published = await publishAgain(nats, 2);
    expect(published).toBeGreaterThan(20);
    await until("they were all heard again", isQuiet, 120_000);
    expect(await effects()).toEqual(before);
    expect(await brokenAtRest(databases)).toEqual([]);
  } finally {
    for (const sql of [...Object.values(databases), ...Object.values(others)]) await sql.close();
  }
}, 240_000);

test("SP-9: no password, token or card number in any log, span, event, table or key", async () => {
  const secrets = await carelessCustomer();
  const sinks = await allSinks();
  expect(sinks.length).toBeGreaterThan(20);
  expect(leaks(sinks, secrets)).toEqual([]);
  // Each kind of sink is really read: known texts are found in them.
  const kinds = leaks(sinks, [{ what: "known", value: "order.confirmed" }]).map(
    ({ where }) => where.split(" ")[0],
  );
  expect(kinds).toEqual(expect.arrayContaining(["spans", "events", "table"]));
}, 120_000);

test("SP-9: a secret planted in a table, a key, an event, a span or a log line is found", async () => {
  const secret = { what: "planted", value: "pw-planted-7d1f" };
  const database = databaseAt(fleet.stores.settingsOf("user").DATABASE_URL ?? "");
  await database`create table planted as select ${secret.value}::text as value`;
  await database.close();
  log.push({ service: "user", line: JSON.stringify({ msg: secret.value }) });
  collector.payloads.push(Buffer.from(`\n${secret.value}`));
  const found = leaks(await allSinks(), [secret]).map(({ where }) => where);
  expect(found).toEqual(expect.arrayContaining(["log of user", "spans", "table user.planted"]));
  log.pop();
  collector.payloads.pop();
}, 60_000);

/** Enters secrets also in the wrong fields. */
async function carelessCustomer(): Promise<Secret[]> {
  const shop = new ShopClient(fleet.gateway, { timeoutMs: 40_000 });
  const account = await newAccount(shop);
  const { refreshToken } = account;
  const refreshed = await shop.http.send<{ accessToken: string; refreshToken: string }>(
    "POST /api/auth/refresh",
    "/api/auth/refresh",
    { refreshToken },
  );
  await shop.putIntoCart(2, 1);
  await shop.checkOut({ paymentToken: cardNumber, country: "DE" });
  await shop.http.send(
    "POST /api/checkout",
    "/api/checkout",
    { cardNumber, cvv: "123" },
    { "idempotency-key": "card" },
  );
  await shop.http.send("POST /api/auth/login", "/api/auth/login", {
    username: account.username,
    password: `${account.password}!`,
  });
  await shop.http.send("GET /api/products", `/api/products?q=${cardNumber}`);
  await shop.http.send("GET /api/users/me", `/api/users/me?access_token=${account.accessToken}`);
  expect((await shop.checkOut({ paymentToken: "tok_visa", country: "DE" })).status).toBeLessThan(300);
  shop.close();
  return [
    { what: "password", value: account.password },
    { what: "access token", value: account.accessToken },
    { what: "refresh token", value: refreshToken },
    { what: "second access token", value: refreshed.body.accessToken },
    { what: "second refresh token", value: refreshed.body.refreshToken },
    { what: "card number", value: cardNumber },
  ];
}

async function allSinks(): Promise<Sink[]> {
  // Spans are exported once a second.
  const seen = collector.payloads.length;
  await until("more spans have come", () => collector.payloads.length > seen, 30_000).catch(() => {});
  const { REDIS_URL = "", NATS_URL = "" } = fleet.stores.settingsOf("cart");
  const tables = await Promise.all(
    fleet.names.map((name) => {
      const { DATABASE_URL: url } = fleet.stores.settingsOf(name);
      return url === undefined ? [] : tablesOf(name, url);
    }),
  );
  const events = await eventsOf(NATS_URL);
  const lines = Map.groupBy(log, ({ service }) => service);
  return [
    ...tables.flat(),
    await keysOf(REDIS_URL),
    { name: "events", text: events.map(({ subject, text }) => `${subject} ${text}`).join("\n") },
    { name: "spans", text: Buffer.concat(collector.payloads).toString("latin1") },
    ...[...lines].map(([service, some]) => ({
      name: `log of ${service}`,
      text: some.map(({ line }) => line).join("\n"),
    })),
  ];
}
