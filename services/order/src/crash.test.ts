import { afterAll, beforeAll, expect, test } from "vitest";
import { type Crash, crash } from "../testing/crashes.ts";
import { Shop } from "../testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

/** One of each kind; `crash.endurance.test.ts` has them all. */
test.each<Crash & { ends: string }>([
  { part: "order", point: "after:authorise", paymentToken: "tok_visa", ends: "confirmed" },
  { part: "inventory", point: "after:reserve", paymentToken: "tok_demo", ends: "confirmed" },
  { part: "payment", point: "provider:capture", paymentToken: "tok_demo", ends: "confirmed" },
])(
  "$part killed at $point: the order ends as $ends, once, and all is conserved",
  async ({ ends, ...planned }) => {
    expect(await crash(shop, planned)).toEqual([ends]);
  },
  // Two processes are started and an order is continued; each has its own, shorter limit.
  240_000,
);
