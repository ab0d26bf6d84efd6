import { randomUUID } from "node:crypto";
import type { AnyEvent } from "@slipway/contracts/events";
import { type Bus, natsBus } from "@slipway/kit/bus";
import { type StartedService, startService, testBus, testDatabase, until } from "@slipway/kit/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { user } from "../../user/src/user.ts";
import { notification } from "./notification.ts";
import { templates } from "./templates.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
let service: StartedService<typeof notification.settings>;
let broker: string;
let bus: Bus;
beforeAll(async () => {
  broker = await testBus();
  service = await startService(notification, { DATABASE_URL: await testDatabase(), NATS_URL: broker });
  bus = natsBus(broker, silent);
});
afterAll(async () => {
  await bus.close();
  await service.app.close();
});

interface Notice {
  readonly about: string;
  readonly subject: string;
  readonly mail: string;
}
const read = async (userId: number) =>
  (
    await service.app.inject({ url: "/notifications", headers: { "x-user-id": String(userId) } })
  ).json() as Notice[];

const order = (userId: number) => ({
  orderId: randomUUID(),
  userId,
  total: 37_800,
  currency: "EUR",
  country: "DE",
  lines: [{ productId: 1, name: "Sextant", quantity: 2, unitPrice: 18_900, shopId: 0 }],
});
const event = <Event extends AnyEvent>(name: Event["name"], data: Event["data"]) =>
  ({ id: randomUUID(), name, key: "test", occurredAt: new Date().toISOString(), data }) as Event;

describe("messages to customers", () => {
  test("report the new account, from the user service's own event", async () => {
    const stores = { DATABASE_URL: await testDatabase(), NATS_URL: broker };
    const users = await startService(user, { ...stores, REQUEST_TIMEOUT_MS: "30000" });
    const payload = { username: "bosun", email: "bosun@sea.example", password: "a long enough one" };
    const { id } = (await users.app.inject({ method: "POST", url: "/users", payload })).json();
    await until("the welcome has arrived", async () => (await read(id)).length === 1);
    const [welcome] = await read(id);
    expect(welcome).toMatchObject({
      about: "user.registered",
      mail: expect.stringContaining("Ahoy bosun"),
    });
    expect(JSON.stringify(welcome)).not.toContain(payload.password);
    await users.app.close();
  });

  test("SP-6: are sent once for an event that is delivered three times", async () => {
    const confirmed = event("order.confirmed", order(21));
    for (let times = 0; times < 3; times += 1) await bus.publishTo("notification", confirmed);
    await bus.publishTo("notification", event("order.cancelled", { ...order(21), reason: "sold out" }));
    await until("the last one has arrived", async () => (await read(21))[0]?.about === "order.cancelled");
    expect((await read(21)).map(({ about }) => about)).toEqual(["order.cancelled", "order.confirmed"]);
  });

  test("are about the customer's own orders only", async () => {
    await bus.publish(
      event("shipment.dispatched", { orderId: randomUUID(), userId: 31, trackingCode: "SEA-1" }),
      {},
    );
    await until("it has arrived", async () => (await read(31)).length === 1);
    expect(await read(32)).toEqual([]);
  });

  test("need a login; in demo mode nobody does", async () => {
    expect((await service.app.inject("/notifications?userId=31")).statusCode).toBe(401);
    const asked = { url: "/notifications?userId=31", headers: { "x-demo": "on" } };
    expect((await service.app.inject(asked)).statusCode).toBe(200);
    const curious = { ...asked, headers: { "x-demo": "on", "x-user-id": "77" } };
    expect((await service.app.inject(curious)).json()).toEqual([]);
  });
});

test("amounts have all their decimals, and no more", () => {
  const confirmed = templates["order.confirmed"];
  expect(confirmed({ ...order(1), total: 22_840 }).sms).toContain("€228.40");
  expect(confirmed({ ...order(1), total: 22_840, currency: "JPY" }).sms).toContain("¥22,840");
});

test("an SMS fits into one SMS, for names of any length", () => {
  const username = "x".repeat(300);
  expect([...templates["user.registered"]({ userId: 1, username, email: "x@sea.example" }).sms]).toHaveLength(
    160,
  );
});
