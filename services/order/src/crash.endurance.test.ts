import { afterAll, beforeAll, expect, test } from "vitest";
import { type Crash, crash } from "../testing/crashes.ts";
import { Shop } from "../testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const buying = [
  ...["before:reserve", "after:reserve", "before:authorise", "after:authorise"].map((point) => [
    "order",
    point,
  ]),
  ...["within:order.created", "within:order.confirmed"].map((point) => ["order", point]),
  ...["before:reserve", "within:inventory.updated", "after:reserve"].map((point) => ["inventory", point]),
  ...["before:authorise", "provider:authorise", "after:authorise"].map((point) => ["payment", point]),
  ...["before-provider:capture", "provider:capture", "within:payment.captured"].map((point) => [
    "payment",
    point,
  ]),
] as const;
const undoing = [
  ...["before:void", "after:void", "before:release", "after:release", "within:order.cancelled"].map(
    (point) => ["order", point],
  ),
  ...["before:release", "after:release"].map((point) => ["inventory", point]),
  ...["within:payment.failed", "before:void", "provider:void", "after:void"].map((point) => [
    "payment",
    point,
  ]),
] as const;

const planned = [
  ...["tok_demo", "tok_visa"].flatMap((token) => buying.map((at) => [token, ...at])),
  ...undoing.map((at) => ["tok_declined", ...at]),
] as unknown as [token: string, part: Crash["part"], point: string][];

test.each(planned)("%s: %s killed at %s", async (paymentToken, part, point) => {
  const ends = await crash(shop, { paymentToken, part, point });
  expect(ends.length).toBeLessThanOrEqual(1);
  // A demo order needs no token that a dead process took with it, so only a declined one may end as cancelled.
  if (paymentToken === "tok_demo" && point !== "within:order.created") expect(ends).toEqual(["confirmed"]);
  if (paymentToken === "tok_declined") expect(ends).toEqual(["cancelled"]);
});
