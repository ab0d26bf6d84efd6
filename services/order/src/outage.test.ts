import { until } from "@slipway/kit/testing";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { customerOf, two } from "../testing/customer.ts";
import { type Part, Shop } from "../testing/shop.ts";

let shop: Shop;
let customer: ReturnType<typeof customerOf>;
beforeAll(async () => {
  shop = await Shop.open();
  customer = customerOf(shop);
});
afterAll(() => shop.close());
/** After any test. */
afterEach(() => customer.rest());

async function without(part: Part, work: () => Promise<void>): Promise<void> {
  await shop.stop(part);
  try {
    await work();
  } finally {
    await shop.start(part);
  }
}

test.each<Part>(["inventory", "payment"])(
  "SP-3: without %s the answer comes in time, nothing is charged, and the order is confirmed automatically",
  async (part) => {
    const locations: unknown[] = [];
    await without(part, async () => {
      const answer = await customer.post("/orders", { ...two, paymentToken: "tok_visa" });
      expect([answer.statusCode, answer.json().status]).toEqual([202, "pending"]);
      expect(await customer.charges(answer.headers.location)).toEqual([]);
      locations.push(answer.headers.location);
    });
    await until(
      "it is confirmed",
      async () => (await customer.statusOf(locations[0])) === "confirmed",
      20_000,
    );
  },
);

test("EF-16 without product there is no price, so there is no order: 503 with Retry-After", () =>
  without("product", async () => {
    const before = await shop.databases.order`select id from orders`;
    const answer = await customer.post("/orders", two);
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "1"]);
    expect(await shop.databases.order`select id from orders`).toHaveLength(before.length);
  }));

test("EF-16 without currency it is paid in euros, without shipping at the flat price", async () => {
  await without("currency", async () => {
    const answer = await customer.checkout(customer.cartOf({ productId: 1, quantity: 1 }), {
      currency: "USD",
    });
    expect([answer.statusCode, answer.json().currency, answer.json().total]).toEqual([201, "EUR", 193.9]);
  });
  await without("shipping", async () => {
    const answer = await customer.checkout(customer.cartOf({ productId: 1, quantity: 1 }));
    expect([answer.statusCode, answer.json().shipping]).toEqual([201, 9.9]);
  });
});

test("an order that waits too long is cancelled, and the buyer gets the reason", async () => {
  const locations: unknown[] = [];
  await without("inventory", async () => {
    const answer = await customer.post("/orders", two);
    const id = String(answer.headers.location).split("/").at(-1) ?? "";
    await shop.databases.order`update orders set deadline_at = now() where id = ${id}::uuid`;
    locations.push(`/orders/${id}`);
  });
  await until("it is cancelled", async () => (await customer.statusOf(locations[0])) === "cancelled", 15_000);
  expect((await customer.get(String(locations[0]))).json().reason).toBe("not in time");
});

test("a new replica has no tokens: orders that cannot be paid are cancelled, demo orders continue", async () => {
  const locations: unknown[] = [];
  await without("inventory", async () => {
    for (const paymentToken of ["tok_visa", "tok_demo"])
      locations.push((await customer.post("/orders", { ...two, paymentToken })).headers.location);
    await shop.stop("order");
    await shop.start("order");
  });
  const ended = async () => await Promise.all(locations.map(customer.statusOf));
  await until("both have ended", async () => !(await ended()).includes("pending"), 30_000);
  expect(await ended()).toEqual(["cancelled", "confirmed"]);
});
