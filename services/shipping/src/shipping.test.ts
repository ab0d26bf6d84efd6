import { randomUUID } from "node:crypto";
import { ShippingService } from "@slipway/contracts/gen/shop/v1/shipping_pb";
import { natsBus } from "@slipway/kit/bus";
import { type StartedService, startService, testBus, testDatabase, until } from "@slipway/kit/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callerFor, clientOf } from "../../order/testing/client.ts";
import { databaseAt } from "../../order/testing/databases.ts";
import { quote } from "./quotes.ts";
import { shipping } from "./shipping.ts";

describe("quotes", () => {
  test.each([
    ["DE", 1, 490, 2],
    ["DE", 11, 980, 2],
    ["FR", 10, 990, 5],
    ["US", 1, 2490, 12],
  ])("to %s, %i pieces: %i cents, %i days", (country, items, minorUnits, days) => {
    expect(quote(country, items)).toEqual({ cost: { currency: "EUR", minorUnits }, days });
  });
});

describe("shipments", () => {
  let service: StartedService<typeof shipping.settings>;
  let environment: Record<string, string>;
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  beforeAll(async () => {
    environment = {
      DATABASE_URL: await testDatabase(),
      NATS_URL: await testBus(),
      GRPC_PORT: "0",
      DISPATCH_SECONDS: "0",
      DELIVERY_SECONDS: "0",
    };
    service = await startService(shipping, environment);
  });
  afterAll(() => service.app.close());

  const confirmed = (orderId: string) => ({
    id: randomUUID(),
    name: "order.confirmed" as const,
    key: orderId,
    occurredAt: new Date().toISOString(),
    data: {
      orderId,
      userId: 7,
      total: 37_800,
      currency: "EUR",
      country: "DE",
      lines: [{ productId: 1, name: "Sextant", quantity: 2, unitPrice: 18_900, shopId: 0 }],
    },
  });

  test("a confirmed order gets one label, is dispatched and delivered, and only the buyer can see it", async () => {
    const orderId = randomUUID();
    const bus = natsBus(environment.NATS_URL ?? "", silent);
    // Two events, not one delivered twice: the label belongs to the order.
    for (const event of [confirmed(orderId), confirmed(orderId)]) await bus.publish(event, {});
    await bus.close();
    const look = (headers: Record<string, string>) =>
      service.app.inject({ url: `/shipments/${orderId}`, headers });
    await until("it is delivered", async () => (await look({ "x-demo": "on" })).json().state === "delivered");
    expect((await look({ "x-user-id": "7" })).json()).toMatchObject({ orderId, country: "DE" });
    expect((await look({ "x-user-id": "8" })).statusCode).toBe(404);
    expect((await look({})).statusCode).toBe(401);
    const { client, close } = clientOf(ShippingService, service.rpcAddress());
    expect(await client.getShipment(callerFor(), { orderId })).toMatchObject({ state: "delivered" });
    await close();
  });

  test("an order that is cancelled before dispatch is not sent", async () => {
    const orderId = randomUUID();
    const sql = databaseAt(environment.DATABASE_URL ?? "");
    await sql`
      insert into shipments (order_id, user_id, tracking_code, state, country, items, next_step_at)
      values (${orderId}::uuid, 7, 'SWTEST', 'label_created', 'DE', 1, now() + interval '1 hour')`;
    const bus = natsBus(environment.NATS_URL ?? "", silent);
    await bus.publish(
      {
        id: randomUUID(),
        name: "order.cancelled",
        key: orderId,
        occurredAt: new Date().toISOString(),
        data: { orderId, userId: 7, reason: "cancelled by the buyer" },
      },
      {},
    );
    await bus.close();
    const state = async () =>
      (await sql<{ state: string }>`select state from shipments where order_id = ${orderId}::uuid`)[0]?.state;
    await until("it is cancelled", async () => (await state()) === "cancelled");
    await sql.close();
  });

  test("a REST quote has decimals; an invalid country is refused", async () => {
    const answer = await service.app.inject("/shipments/quote?country=DE&items=2");
    expect(answer.json()).toEqual({ cost: 4.9, currency: "EUR", days: 2 });
    expect((await service.app.inject("/shipments/quote?country=Germany")).statusCode).toBe(400);
  });

  test("an unconfirmed order has no shipment", async () => {
    const { client, close } = clientOf(ShippingService, service.rpcAddress());
    const unknown = client.getShipment(callerFor(), { orderId: randomUUID() });
    await expect(unknown).rejects.toMatchObject({ code: "NOT_FOUND" });
    await close();
  });
});
