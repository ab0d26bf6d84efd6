import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { InventoryService } from "@slipway/contracts/gen/shop/v1/inventory_pb";
import { until } from "@slipway/kit/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { callerFor, clientOf } from "../testing/client.ts";
import { brokenAtRest } from "../testing/invariants.ts";
import { type Part, Shop } from "../testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

/** Whatever a test did: once it is quiet, everybody agrees on goods and money. */
afterEach(async () => {
  let broken: string[] = [];
  await until("goods and money agree", async () => {
    broken = await brokenAtRest(shop.databases);
    return broken.length === 0;
  }).catch(() => expect(broken).toEqual([]));
});

const demo = { "x-demo": "on" };
const two = { userId: 1, productId: 1, quantity: 2 };
const ids = { lastUser: 100 };
const user = (userId: number) => ({ "x-user-id": String(userId) });

const post = (url: string, payload: object, headers: IncomingHttpHeaders = demo) =>
  shop.get("order").app.inject({ method: "POST", url, payload, headers });
const get = (url: string, headers: IncomingHttpHeaders = demo) =>
  shop.get("order").app.inject({ url, headers });
const statusOf = async (location: unknown) => (await get(String(location))).json().status;

/** What the provider was asked to block, by order, since the test began. */
async function charges(location: unknown): Promise<string[]> {
  const id = String(location).split("/").at(-1) ?? "";
  const rows = await shop.databases.payment<{ state: string }>`
    select state from psp_book where order_id = ${id}::uuid`;
  return rows.map(({ state }) => state);
}

async function stockOf(productId: number, count: number): Promise<void> {
  const { client, close } = clientOf(InventoryService, shop.get("inventory").rpcAddress());
  const delivery = { productId: BigInt(productId), delta: BigInt(count), idempotencyKey: randomUUID() };
  await client.adjustStock(callerFor(), { ...delivery, reason: "delivery" });
  await close();
}

function cartOf(...items: { productId: number; quantity: number }[]) {
  ids.lastUser += 1;
  shop.carts.set(`user:${ids.lastUser}`, items);
  return ids.lastUser;
}

const checkout = (userId: number, details: object = {}, key: string = randomUUID()) =>
  post(
    "/checkout",
    { paymentToken: "tok_visa", country: "DE", ...details },
    { ...user(userId), "idempotency-key": key },
  );

describe("an order of one product", () => {
  test("takes its price from the catalog, and can be read back", async () => {
    const answer = await post("/orders", two);
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject({
      ...{ ...two, unitPrice: 189, total: 378, currency: "EUR" },
      ...{ status: "confirmed", country: "DE", shipping: 0 },
    });
    expect((await get(String(answer.headers.location))).json()).toEqual(answer.json());
    expect((await get("/orders?limit=1")).json()).toEqual([answer.json()]);
  });

  test("SP-8: a caller cannot set the price", async () => {
    const answer = await post("/orders", { ...two, unitPrice: 0.01, total: 0.02 });
    expect(answer.json().total).toBe(378);
  });

  test("a product that does not exist is the caller's mistake, and leaves no order", async () => {
    const before = await shop.databases.order`select id from orders`;
    const answer = await post("/orders", { ...two, productId: 999 });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual([expect.objectContaining({ pointer: "/productId" })]);
    expect(await shop.databases.order`select id from orders`).toHaveLength(before.length);
  });

  test("one whose goods inventory has not heard of waits for them, and is confirmed by itself", async () => {
    shop.catalog.push({ id: 78, name: "Brand new", price: 100 });
    const answer = await post("/orders", { ...two, productId: 78 });
    expect([answer.statusCode, answer.json().status]).toEqual([202, "pending"]);
    await stockOf(78, 10);
    await until(
      "it is confirmed",
      async () => (await statusOf(answer.headers.location)) === "confirmed",
      15_000,
    );
  });

  test("sold out: 409, and nobody was asked for money", async () => {
    await stockOf(79, 2);
    const answer = await post("/orders", { ...two, productId: 79, quantity: 3 });
    expect(answer.statusCode, answer.body).toBe(409);
    expect(await charges(answer.headers.location)).toEqual([]);
  });

  test("a declined payment: 402, and the goods are free again", async () => {
    const answer = await post("/orders", { ...two, paymentToken: "tok_declined" });
    expect(answer.statusCode, answer.body).toBe(402);
    expect(await statusOf(answer.headers.location)).toBe("cancelled");
  });

  test.each(["tok_slow", "tok_flaky"])(
    "a provider of the kind %s ends in one charge",
    async (paymentToken) => {
      const answer = await post("/orders", { ...two, paymentToken });
      expect([201, 202]).toContain(answer.statusCode);
      await until(
        "it is captured",
        async () => (await charges(answer.headers.location))[0] === "captured",
        15_000,
      );
    },
  );

  test("money that cannot be captured takes the confirmed order back", async () => {
    const answer = await post("/orders", { ...two, paymentToken: "tok_expiring" });
    expect(answer.statusCode).toBe(201);
    await until(
      "it is cancelled",
      async () => (await statusOf(answer.headers.location)) === "cancelled",
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
    const answer = await post("/orders", payload);
    expect(answer.statusCode).toBe(400);
    const named = answer
      .json()
      .errors.map((error: { pointer: string; message: string }) => error.pointer || error.message);
    expect(named.toSorted()).toEqual(expected.toSorted());
    expect(answer.body).not.toContain("4111");
  });
});

describe("a cart", () => {
  test("SP-8: is bought at the catalog's prices with shipping, as a sum of what is shown", async () => {
    const buyer = cartOf({ productId: 1, quantity: 2 }, { productId: 2, quantity: 1 });
    const answer = await checkout(buyer);
    expect(answer.statusCode, answer.body).toBe(201);
    const { lines, shipping, total, currency } = answer.json();
    expect(lines.map(({ unitPrice }: { unitPrice: number }) => unitPrice)).toEqual([189, 74.5]);
    expect({ shipping, total, currency }).toEqual({ shipping: 4.9, total: 457.4, currency: "EUR" });
  });

  test("is paid in another currency at the rates of currency", async () => {
    const answer = await checkout(cartOf({ productId: 1, quantity: 1 }), { currency: "USD" });
    expect(answer.json()).toMatchObject({ shipping: 9.8, total: 387.8, currency: "USD" });
    const none = await checkout(cartOf({ productId: 1, quantity: 1 }), { currency: "XYZ" });
    expect(none.statusCode).toBe(422);
  });

  test("SP-7: a double click with one Idempotency-Key is one order and one charge", async () => {
    const [buyer, key] = [cartOf({ productId: 1, quantity: 1 }), randomUUID()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => checkout(buyer, {}, key)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.json().id)).size).toBe(1);
    shop.carts.set(`user:${buyer}`, []);
    expect((await checkout(buyer, {}, key)).json()).toEqual(answers[0]?.json());
    expect(await shop.databases.order`select id from orders where user_id = ${buyer}`).toHaveLength(1);
    const other = await checkout(buyer, { country: "FR" }, key);
    expect([other.statusCode, other.json().detail]).toEqual([
      422,
      "This Idempotency-Key was used for another request. Use a new one.",
    ]);
  });

  test("that is empty is no order; without a key, or a user, there is none either", async () => {
    expect((await checkout(cartOf())).statusCode).toBe(422);
    const details = { paymentToken: "tok_visa", country: "DE" };
    expect((await post("/checkout", details, user(1))).statusCode).toBe(400);
    expect((await post("/checkout", details, { "idempotency-key": "k" })).statusCode).toBe(401);
  });
});

test("SP-7: of fifty who buy the last one at once, exactly one gets it and pays", async () => {
  await stockOf(77, 1);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => post("/orders", { userId: 1, productId: 77, quantity: 1 })),
  );
  // Who is not served in time is told so (504 on a machine that is busy with others), and gets the answer later.
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
  await until("the one is charged", async () => (await charges(sold[0]?.id))[0] === "captured");
});

describe("whose order it is", () => {
  test("people see and cancel their own, and buy for themselves", async () => {
    const mine = await post("/orders", { ...two, userId: 41, paymentToken: "tok_visa" }, user(41));
    expect(mine.statusCode, mine.body).toBe(201);
    const { id } = mine.json();
    expect((await get(`/orders/${id}`, user(41))).statusCode).toBe(200);
    expect((await get(`/orders/${id}`, user(42))).statusCode).toBe(404);
    expect((await get(`/orders/${id}`, {})).statusCode).toBe(401);
    expect((await post(`/orders/${id}/cancel`, {}, user(42))).statusCode).toBe(404);
    expect((await post("/orders", two, user(42))).statusCode).toBe(403);
    expect((await get("/orders", user(42))).json()).toEqual([]);
    expect((await get("/orders", user(41))).json()).toEqual([mine.json()]);
  });

  test("a cancelled order gives goods and money back; cancelling again changes nothing", async () => {
    const { id } = (await post("/orders", two)).json();
    for (let time = 0; time < 2; time += 1) {
      const answer = await post(`/orders/${id}/cancel`, {});
      expect(answer.json()).toMatchObject({ status: "cancelled", reason: "cancelled by the buyer" });
    }
  });

  test("goods on their way cannot be called back", async () => {
    const { id } = (await post("/orders", two)).json();
    await until("there is a label", async () => {
      const rows = await shop.databases.shipping`
        update shipments set state = 'dispatched' where order_id = ${id}::uuid returning 1`;
      return rows.length === 1;
    });
    expect((await post(`/orders/${id}/cancel`, {})).statusCode).toBe(409);
    expect(await statusOf(`/orders/${id}`)).toBe("confirmed");
  });
});

describe("when somebody is away", () => {
  async function without(part: Part, work: () => Promise<void>): Promise<void> {
    await shop.stop(part);
    try {
      await work();
    } finally {
      await shop.start(part);
    }
  }

  test.each<Part>(["inventory", "payment"])(
    "SP-3: without %s the answer comes in time, nothing is charged, and the order is confirmed by itself",
    async (part) => {
      const locations: unknown[] = [];
      await without(part, async () => {
        const answer = await post("/orders", { ...two, paymentToken: "tok_visa" });
        expect([answer.statusCode, answer.json().status]).toEqual([202, "pending"]);
        expect(await charges(answer.headers.location)).toEqual([]);
        locations.push(answer.headers.location);
      });
      await until("it is confirmed", async () => (await statusOf(locations[0])) === "confirmed", 20_000);
    },
  );

  test("without product there is no price, so no order: 503 with Retry-After", () =>
    without("product", async () => {
      const before = await shop.databases.order`select id from orders`;
      const answer = await post("/orders", two);
      expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "1"]);
      expect(await shop.databases.order`select id from orders`).toHaveLength(before.length);
    }));

  test("without currency it is paid in euros, without shipping at the flat price", async () => {
    await without("currency", async () => {
      const answer = await checkout(cartOf({ productId: 1, quantity: 1 }), { currency: "USD" });
      expect([answer.statusCode, answer.json().currency, answer.json().total]).toEqual([201, "EUR", 193.9]);
    });
    await without("shipping", async () => {
      const answer = await checkout(cartOf({ productId: 1, quantity: 1 }));
      expect([answer.statusCode, answer.json().shipping]).toEqual([201, 9.9]);
    });
  });

  test("an order that waits in vain is cancelled, and the buyer is told why", async () => {
    const locations: unknown[] = [];
    await without("inventory", async () => {
      const answer = await post("/orders", two);
      const id = String(answer.headers.location).split("/").at(-1) ?? "";
      await shop.databases.order`update orders set deadline_at = now() where id = ${id}::uuid`;
      locations.push(`/orders/${id}`);
    });
    await until("it is cancelled", async () => (await statusOf(locations[0])) === "cancelled", 15_000);
    expect((await get(String(locations[0]))).json().reason).toBe("not in time");
  });

  test("a replica that comes after has no token: what nobody can pay for is cancelled, demo orders go on", async () => {
    const locations: unknown[] = [];
    await without("inventory", async () => {
      for (const paymentToken of ["tok_visa", "tok_demo"])
        locations.push((await post("/orders", { ...two, paymentToken })).headers.location);
      await shop.stop("order");
      await shop.start("order");
    });
    const ended = async () => await Promise.all(locations.map(statusOf));
    await until("both have ended", async () => !(await ended()).includes("pending"), 30_000);
    expect(await ended()).toEqual(["cancelled", "confirmed"]);
  });
});

test("SP-9: tokens are in no table, no event and no log", async () => {
  await post("/orders", { ...two, paymentToken: "tok_visa" });
  const { order, payment } = shop.databases;
  const rows = await Promise.all([
    ...[order`select * from orders`, order`select * from outbox`, order`select * from inbox`],
    ...[payment`select * from payments`, payment`select * from psp_book`, payment`select * from outbox`],
  ]);
  const everything = JSON.stringify([rows, shop.log]);
  expect(everything).toContain("Sextant");
  expect(everything).not.toMatch(/tok_(visa|demo|slow)/);
});
