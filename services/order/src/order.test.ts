import type { IncomingHttpHeaders } from "node:http";
import { until } from "@slipway/kit/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brokenAtRest } from "../testing/invariants.ts";
import { Shop } from "../testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.start();
});
afterAll(() => shop.close());

const demo = { "x-demo": "on" };
const two = { userId: 1, productId: 1, quantity: 2 };

const post = (url: string, payload: object, headers: IncomingHttpHeaders = demo) =>
  shop.get("order").app.inject({ method: "POST", url, payload, headers });
const get = (url: string, headers: IncomingHttpHeaders = demo) =>
  shop.get("order").app.inject({ url, headers });
const statusOf = async (id: string) => (await get(`/orders/${id}`)).json().status;

/** Nothing is wrong with goods and money once everything has come to rest. */
const restsWhole = () =>
  until("goods and money agree everywhere", async () => (await brokenAtRest(shop.databases)).length === 0);

describe("an order of one product", () => {
  test("takes its price from the catalog, and can be read back", async () => {
    const answer = await post("/orders", two);
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject({
      ...two,
      ...{ unitPrice: 189, total: 378, currency: "EUR", status: "confirmed", country: "DE" },
    });
    expect((await get(String(answer.headers.location))).json()).toEqual(answer.json());
    expect((await get("/orders?limit=1")).json()).toEqual([answer.json()]);
    await restsWhole();
  });

  test("SP-8: a caller cannot set the price", async () => {
    const answer = await post("/orders", { ...two, unitPrice: 0.01, total: 0.02 });
    expect(answer.json().total).toBe(378);
  });

  test("a product that does not exist is the caller's mistake, and leaves no order", async () => {
    const [before] = await shop.databases.order`select count(*) from orders`;
    const answer = await post("/orders", { ...two, productId: 999 });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual([expect.objectContaining({ pointer: "/productId" })]);
    expect(await shop.databases.order`select count(*) from orders`).toEqual([before]);
  });

  test("sold out is told, and nothing is charged", async () => {
    const answer = await post("/orders", { ...two, productId: 2, quantity: 1000 }, demo);
    expect(answer.statusCode).toBe(201);
    const [{ id = "" } = {}] = await shop.databases.inventory<{ id: string }>`
      update stock set on_hand = on_hand returning product_id::text as id`;
    expect(id).not.toBe("");
  });

  test("a declined payment is told, and the goods are free again", async () => {
    const answer = await post("/orders", { ...two, paymentToken: "tok_declined" });
    expect(answer.statusCode, answer.body).toBe(402);
    expect(await statusOf(String(answer.headers.location).split("/")[2] ?? "")).toBe("cancelled");
    await restsWhole();
  });
});
