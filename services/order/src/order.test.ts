import { randomUUID } from "node:crypto";
import { until } from "@slipway/kit/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { customerOf, two, user } from "../testing/customer.ts";
import { Shop } from "../testing/shop.ts";

let shop: Shop;
let customer: ReturnType<typeof customerOf>;
beforeAll(async () => {
  shop = await Shop.open();
  customer = customerOf(shop);
});
afterAll(() => shop.close());
/** After any test. */
afterEach(() => customer.rest());

describe("an order of one product", () => {
  test("takes its price from the catalog, and can be read back", async () => {
    const answer = await customer.post("/orders", two);
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject({
      ...two,
      unitPrice: 189,
      total: 378,
      currency: "EUR",
      status: "confirmed",
      country: "DE",
      shipping: 0,
    });
    expect((await customer.get(String(answer.headers.location))).json()).toEqual(answer.json());
    expect((await customer.get("/orders?limit=1")).json()).toEqual([answer.json()]);
  });

  test("SP-8: a caller cannot set the price", async () => {
    const answer = await customer.post("/orders", { ...two, unitPrice: 0.01, total: 0.02 });
    expect(answer.json().total).toBe(378);
  });

  test("a product that does not exist is the caller's error, and creates no order", async () => {
    const before = await shop.databases.order`select id from orders`;
    const answer = await customer.post("/orders", { ...two, productId: 999 });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual([expect.objectContaining({ pointer: "/productId" })]);
    expect(await shop.databases.order`select id from orders`).toHaveLength(before.length);
  });

  test("an order for a product unknown to inventory waits, and is confirmed automatically", async () => {
    shop.catalog.push({ id: 78, name: "Brand new", price: 100 });
    const answer = await customer.post("/orders", { ...two, productId: 78 });
    expect([answer.statusCode, answer.json().status]).toEqual([202, "pending"]);
    await customer.stockOf(78, 10);
    await until(
      "it is confirmed",
      async () => (await customer.statusOf(answer.headers.location)) === "confirmed",
      15_000,
    );
  });

  test("sold out: 409, without a charge", async () => {
    await customer.stockOf(79, 2);
    const answer = await customer.post("/orders", { ...two, productId: 79, quantity: 3 });
    expect(answer.statusCode, answer.body).toBe(409);
    expect(await customer.charges(answer.headers.location)).toEqual([]);
  });

  test("a declined payment: 402, and the stock is released", async () => {
    const answer = await customer.post("/orders", { ...two, paymentToken: "tok_declined" });
    expect(answer.statusCode, answer.body).toBe(402);
    expect(await customer.statusOf(answer.headers.location)).toBe("cancelled");
  });

  test.each(["tok_slow", "tok_flaky"])(
    "a provider of the kind %s ends in one charge",
    async (paymentToken) => {
      const answer = await customer.post("/orders", { ...two, paymentToken });
      expect([201, 202]).toContain(answer.statusCode);
      await until(
        "it is captured",
        async () => (await customer.charges(answer.headers.location))[0] === "captured",
        15_000,
      );
    },
  );

  test("money that cannot be captured cancels the confirmed order", async () => {
    const answer = await customer.post("/orders", { ...two, paymentToken: "tok_expiring" });
    expect(answer.statusCode).toBe(201);
    await until(
      "it is cancelled",
      async () => (await customer.statusOf(answer.headers.location)) === "cancelled",
      15_000,
    );
  });

  test.each([
    [
      {},
      [
        "must have required property 'userId'",
        "must have required property 'productId'",
        "must have required property 'quantity'",
      ],
    ],
    [{ ...two, quantity: 0 }, ["/quantity"]],
    [{ ...two, quantity: 1.5, userId: "me" }, ["/userId", "/quantity"]],
    [{ ...two, paymentToken: "4111111111111111" }, ["/paymentToken"]],
  ])("refuses %j and names each field", async (payload, expected) => {
    const answer = await customer.post("/orders", payload);
    expect(answer.statusCode).toBe(400);
    const named = answer
      .json()
      .errors.map((error: { pointer: string; message: string }) => error.pointer || error.message);
    expect(named.toSorted()).toEqual(expected.toSorted());
    expect(answer.body).not.toContain("4111");
  });
});

describe("a cart", () => {
  test("SP-8: is bought at the catalog's prices with shipping, and the total is the sum of the shown prices", async () => {
    const buyer = customer.cartOf({ productId: 1, quantity: 2 }, { productId: 2, quantity: 1 });
    const answer = await customer.checkout(buyer);
    expect(answer.statusCode, answer.body).toBe(201);
    const { lines, shipping, total, currency } = answer.json();
    expect(lines.map(({ unitPrice }: { unitPrice: number }) => unitPrice)).toEqual([189, 74.5]);
    expect({ shipping, total, currency }).toEqual({ shipping: 4.9, total: 457.4, currency: "EUR" });
  });

  test("is paid in another currency at the currency service's rates", async () => {
    const answer = await customer.checkout(customer.cartOf({ productId: 1, quantity: 1 }), {
      currency: "USD",
    });
    expect(answer.json()).toMatchObject({ shipping: 9.8, total: 387.8, currency: "USD" });
    const none = await customer.checkout(customer.cartOf({ productId: 1, quantity: 1 }), { currency: "XYZ" });
    expect(none.statusCode).toBe(422);
  });

  test("SP-7: two requests with one Idempotency-Key are one order and one charge", async () => {
    const [buyer, key] = [customer.cartOf({ productId: 1, quantity: 1 }), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => customer.checkout(buyer, {}, key)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.json().id)).size).toBe(1);
    shop.carts.set(`user:${buyer}`, []);
    expect((await customer.checkout(buyer, {}, key)).json()).toEqual(answers[0]?.json());
    expect(await shop.databases.order`select id from orders where user_id = ${buyer}`).toHaveLength(1);
    const other = await customer.checkout(buyer, { country: "FR" }, key);
    expect([other.statusCode, other.json().detail]).toEqual([
      422,
      "This Idempotency-Key was used for another request. Use a new one.",
    ]);
  });

  test("an empty cart gives no order; neither does a request without a key or a user", async () => {
    expect((await customer.checkout(customer.cartOf())).statusCode).toBe(422);
    const details = { paymentToken: "tok_visa", country: "DE" };
    expect((await customer.post("/checkout", details, user(1))).statusCode).toBe(400);
    expect((await customer.post("/checkout", details, { "idempotency-key": "k" })).statusCode).toBe(401);
  });
});

test("SP-7: of fifty concurrent buyers of the last one, exactly one gets it and pays", async () => {
  await customer.stockOf(77, 1);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => customer.post("/orders", { userId: 1, productId: 77, quantity: 1 })),
  );
  // Customers who are not answered in time get 504 (on a busy machine), and the result later.
  const statuses = answers.map(({ statusCode }) => statusCode);
  expect(statuses.filter((status) => ![201, 202, 409, 504].includes(status))).toEqual([]);
  expect(statuses.filter((status) => status === 201).length).toBeLessThanOrEqual(1);
  await until("all have ended", async () => {
    const open = await shop.databases
      .order`select id from orders where stage not in ('confirmed', 'cancelled')`;
    return open.length === 0;
  });
  const sold = await shop.databases.order<{ id: string }>`
    select id from orders where stage = 'confirmed' and lines @> '[{"productId": 77}]'`;
  expect(sold).toHaveLength(1);
  await until("the one is charged", async () => (await customer.charges(sold[0]?.id))[0] === "captured");
});

describe("access to orders", () => {
  test("customers see and cancel only their own, and buy for themselves", async () => {
    const mine = await customer.post("/orders", { ...two, userId: 41, paymentToken: "tok_visa" }, user(41));
    expect(mine.statusCode, mine.body).toBe(201);
    const { id } = mine.json();
    expect((await customer.get(`/orders/${id}`, user(41))).statusCode).toBe(200);
    expect((await customer.get(`/orders/${id}`, user(42))).statusCode).toBe(404);
    expect((await customer.get(`/orders/${id}`, {})).statusCode).toBe(401);
    expect((await customer.post(`/orders/${id}/cancel`, {}, user(42))).statusCode).toBe(404);
    expect((await customer.post("/orders", two, user(42))).statusCode).toBe(403);
    expect((await customer.get("/orders", user(42))).json()).toEqual([]);
    expect((await customer.get("/orders", user(41))).json()).toEqual([mine.json()]);
  });

  test("a cancelled order returns goods and money; cancelling again changes nothing", async () => {
    const { id } = (await customer.post("/orders", two)).json();
    for (let time = 0; time < 2; time += 1) {
      const answer = await customer.post(`/orders/${id}/cancel`, {});
      expect(answer.json()).toMatchObject({ status: "cancelled", reason: "cancelled by the buyer" });
    }
  });

  test("a shipped order cannot be cancelled", async () => {
    const { id } = (await customer.post("/orders", two)).json();
    await until("there is a label", async () => {
      const rows = await shop.databases.shipping`
        update shipments set state = 'dispatched' where order_id = ${id}::uuid returning 1`;
      return rows.length === 1;
    });
    expect((await customer.post(`/orders/${id}/cancel`, {})).statusCode).toBe(409);
    expect(await customer.statusOf(`/orders/${id}`)).toBe("confirmed");
  });
});

test("SP-9: tokens are in no table, no event and no log", async () => {
  await customer.post("/orders", { ...two, paymentToken: "tok_visa" });
  const { order, payment } = shop.databases;
  const rows = await Promise.all([
    ...[order`select * from orders`, order`select * from outbox`, order`select * from inbox`],
    ...[payment`select * from payments`, payment`select * from psp_book`, payment`select * from outbox`],
  ]);
  const everything = JSON.stringify([rows, shop.log]);
  expect(everything).toContain("Sextant");
  expect(everything).not.toMatch(/tok_(visa|demo|slow)/);
});
