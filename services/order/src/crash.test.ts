import { afterAll, beforeAll, expect, test } from "vitest";
import { type Crash, crash } from "../testing/crashes.ts";
import { Shop } from "../testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

/** One of each kind; `crash.endurance.test.ts` has all of them. */
test.each<Crash & { ends: string }>([
  { part: "order", point: "after:authorise", paymentToken: "tok_visa", ends: "confirmed" },
  { part: "inventory", point: "after:reserve", paymentToken: "tok_demo", ends: "confirmed" },
  { part: "payment", point: "provider:capture", paymentToken: "tok_demo", ends: "confirmed" },
])(
  "$part killed at $point: the order ends once as $ends, and goods and money are conserved",
  async ({ ends, ...planned }) => {
    expect(await crash(shop, planned)).toEqual([ends]);
  },
  // Two processes start and an order continues; each step has its own, shorter limit.
  240_000,
);
