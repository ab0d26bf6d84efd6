import { randomUUID } from "node:crypto";
import { InventoryService } from "@slipway/contracts/gen/shop/v1/inventory_pb";
import type { RpcClient } from "@slipway/kit/rpc";
import type { Sql } from "@slipway/kit/sql";
import { type StartedService, startService, testBus, testDatabase, until } from "@slipway/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callerFor, clientOf } from "../../order/testing/client.ts";
import { databaseAt } from "../../order/testing/databases.ts";
import { brokenGoods } from "../../order/testing/invariants.ts";
import { inventory } from "./inventory.ts";

let service: StartedService<typeof inventory.settings>;
let stock: RpcClient<typeof InventoryService>;
let sql: Sql;
const opened: { close(): Promise<unknown> }[] = [];

beforeAll(async () => {
  const DATABASE_URL = await testDatabase();
  const environment = { DATABASE_URL, NATS_URL: await testBus(), GRPC_PORT: "0", RESERVATION_SECONDS: "600" };
  service = await startService(inventory, environment);
  const { client, close } = clientOf(InventoryService, service.rpcAddress());
  stock = client;
  sql = databaseAt(DATABASE_URL);
  opened.push(service.app, { close }, sql);
});

afterAll(async () => {
  expect(await brokenGoods(sql)).toEqual([]);
  for (const one of opened.reverse()) await one.close();
});

let lastProduct = 1000;

/** A product with this much stock. */
async function goods(count: number): Promise<number> {
  lastProduct += 1;
  const productId = BigInt(lastProduct);
  const delivery = {
    productId,
    delta: BigInt(count),
    idempotencyKey: `first ${productId}`,
    reason: "delivery",
  };
  await stock.adjustStock(callerFor(), delivery);
  return lastProduct;
}

const reserve = (orderId: string, ...lines: [productId: number, quantity: number][]) =>
  stock.reserve(callerFor(), {
    orderId,
    lines: lines.map(([productId, quantity]) => ({ productId: BigInt(productId), quantity })),
  });

async function level(productId: number) {
  const { onHand, reserved } = (await service.app.inject(`/stock/${productId}`)).json();
  return { onHand, reserved };
}

test("SP-7: of fifty concurrent reservations of the last one, one succeeds", async () => {
  const product = await goods(1);
  const answers = await Promise.allSettled(
    Array.from({ length: 50 }, () => reserve(randomUUID(), [product, 1])),
  );
  const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason.code] : []));
  expect(refused).toEqual(Array(49).fill("FAILED_PRECONDITION"));
  expect(await level(product)).toEqual({ onHand: 1, reserved: 1 });
});

test("concurrent orders of the same products in different order all end, without overselling", async () => {
  const [one, other] = [await goods(20), await goods(20)];
  const answers = await Promise.allSettled(
    Array.from({ length: 40 }, (_, index) =>
      index % 2 === 0
        ? reserve(randomUUID(), [one, 1], [other, 1])
        : reserve(randomUUID(), [other, 1], [one, 1]),
    ),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
  expect([await level(one), await level(other)]).toEqual(Array(2).fill({ onHand: 20, reserved: 20 }));
});

test("all lines or none: short products are named, the rest stays available", async () => {
  const [plenty, short] = [await goods(9), await goods(2)];
  await expect(reserve(randomUUID(), [plenty, 3], [short, 3])).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: `There are too few of product ${short} (2 left).`,
  });
  expect(await level(plenty)).toEqual({ onHand: 9, reserved: 0 });
});

test("lines of one product are added up", async () => {
  const product = await goods(3);
  await expect(reserve(randomUUID(), [product, 2], [product, 2])).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
  });
});

test("a repeated reservation returns the same answer and reserves nothing twice", async () => {
  const [product, orderId] = [await goods(5), randomUUID()];
  const answers = await Promise.all([1, 2, 3].map(() => reserve(orderId, [product, 2])));
  expect(new Set(answers.map(({ expiresAt }) => expiresAt)).size).toBe(1);
  expect(await level(product)).toEqual({ onHand: 5, reserved: 2 });
});

test("committed goods leave the stock once; after a rollback they are back", async () => {
  const [product, orderId] = [await goods(5), randomUUID()];
  await reserve(orderId, [product, 2]);
  for (let time = 0; time < 3; time += 1) await stock.commit(callerFor(), { orderId });
  expect(await level(product)).toEqual({ onHand: 3, reserved: 0 });
  for (let time = 0; time < 3; time += 1) await stock.release(callerFor(), { orderId });
  expect(await level(product)).toEqual({ onHand: 5, reserved: 0 });
});

test("an order that was released first gets no reservation afterwards", async () => {
  const [product, orderId] = [await goods(5), randomUUID()];
  await stock.release(callerFor(), { orderId });
  await expect(reserve(orderId, [product, 1])).rejects.toMatchObject({ code: "ABORTED" });
  expect(await level(product)).toEqual({ onHand: 5, reserved: 0 });
});

test("an unreserved order cannot be committed, and an unknown product cannot be reserved", async () => {
  await expect(stock.commit(callerFor(), { orderId: randomUUID() })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(reserve(randomUUID(), [999_999, 1])).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await service.app.inject("/stock/999999")).statusCode).toBe(404);
});

test("a reservation expires, and the order is informed", async () => {
  const [product, orderId] = [await goods(4), randomUUID()];
  await reserve(orderId, [product, 3]);
  await sql`update reservations set expires_at = now() where order_id = ${orderId}::uuid`;
  await until("the goods are free", async () => (await level(product)).reserved === 0);
  await expect(stock.commit(callerFor(), { orderId })).rejects.toMatchObject({ code: "ABORTED" });
  const [told] = await sql`select state from reservations where order_id = ${orderId}::uuid`;
  expect(told).toEqual({ state: "expired" });
});

test("an adjustment counts once, even if it is requested many times at once", async () => {
  const product = await goods(10);
  const arrival = { productId: BigInt(product), delta: 5n, idempotencyKey: randomUUID(), reason: "delivery" };
  await Promise.all(Array.from({ length: 10 }, () => stock.adjustStock(callerFor(), arrival)));
  expect(await level(product)).toEqual({ onHand: 15, reserved: 0 });
});

test("reserved goods cannot be written off", async () => {
  const product = await goods(5);
  await reserve(randomUUID(), [product, 4]);
  const loss = { productId: BigInt(product), delta: -2n, idempotencyKey: randomUUID(), reason: "broken" };
  await expect(stock.adjustStock(callerFor(), loss)).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
  expect(await level(product)).toEqual({ onHand: 5, reserved: 4 });
});

test.each([
  ["no lines", { orderId: randomUUID(), lines: [] }],
  ["no pieces", { orderId: randomUUID(), lines: [{ productId: 1n, quantity: 0 }] }],
  ["no UUID", { orderId: "7", lines: [{ productId: 1n, quantity: 1 }] }],
])("refuses a reservation with %s", async (_, request) => {
  await expect(stock.reserve(callerFor(), request)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("the ledger refuses updates and deletions", async () => {
  await goods(1);
  await expect(sql`update stock_ledger set on_hand_delta = 9`).rejects.toThrow("only added to");
  await expect(sql`delete from stock_ledger`).rejects.toThrow("only added to");
});

test("a violated invariant is found", async () => {
  const product = await goods(7);
  await sql`update stock set on_hand = 8 where product_id = ${product}`;
  expect(await brokenGoods(sql)).toEqual([`goods: product ${product}'s stock is not the sum of its ledger`]);
  await sql`update stock set on_hand = 7 where product_id = ${product}`;
});
