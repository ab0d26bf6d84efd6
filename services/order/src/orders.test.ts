import { expect, test } from "vitest";
import { createOrders } from "./orders.ts";

test("keeps the latest thousand, the newest first", () => {
  const orders = createOrders();
  const added = Array.from({ length: 1005 }, (_, index) =>
    orders.add({ userId: index, productId: 1, quantity: 1, unitPriceCents: 100 }),
  );
  expect(orders.latest(2000)).toHaveLength(1000);
  expect(orders.latest(2).map((order) => order.userId)).toEqual([1004, 1003]);
  expect(orders.find(added[4]?.id ?? "")).toBeUndefined();
  expect(orders.find(added[5]?.id ?? "")).toBe(added[5]);
});
