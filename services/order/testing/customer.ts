import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { InventoryService } from "@slipway/contracts/gen/shop/v1/inventory_pb";
import { until } from "@slipway/kit/testing";
import { callerFor, clientOf } from "./client.ts";
import { brokenAtRest } from "./invariants.ts";
import type { Shop } from "./shop.ts";

const demo = { "x-demo": "on" };
export const two = { userId: 1, productId: 1, quantity: 2 };
export const user = (userId: number) => ({ "x-user-id": String(userId) });

/** A customer of `shop`, with access to the databases for checks. */
export function customerOf(shop: Shop) {
  let lastUser = 100;

  const post = (url: string, payload: object, headers: IncomingHttpHeaders = demo) =>
    shop.get("order").app.inject({ method: "POST", url, payload, headers });
  const get = (url: string, headers: IncomingHttpHeaders = demo) =>
    shop.get("order").app.inject({ url, headers });

  return {
    post,
    get,

    checkout: (userId: number, details: object = {}, key: string = randomUUID()) =>
      post(
        "/checkout",
        { paymentToken: "tok_visa", country: "DE", ...details },
        { ...user(userId), "idempotency-key": key },
      ),

    statusOf: async (location: unknown) => (await get(String(location))).json().status,

    /** The provider's records of an order. */
    async charges(location: unknown): Promise<string[]> {
      const id = String(location).split("/").at(-1) ?? "";
      const rows = await shop.databases.payment<{ state: string }>`
        select state from psp_book where order_id = ${id}::uuid`;
      return rows.map(({ state }) => state);
    },

    async stockOf(productId: number, count: number): Promise<void> {
      const { client, close } = clientOf(InventoryService, shop.get("inventory").rpcAddress());
      const delivery = { productId: BigInt(productId), delta: BigInt(count), idempotencyKey: randomUUID() };
      await client.adjustStock(callerFor(), { ...delivery, reason: "delivery" });
      await close();
    },

    /** A user whose cart holds `items`. */
    cartOf(...items: { productId: number; quantity: number }[]): number {
      lastUser += 1;
      shop.carts.set(`user:${lastUser}`, items);
      return lastUser;
    },

    /** Waits until no work is left and all services agree on goods and money; throws with the differences. */
    async rest(): Promise<void> {
      let broken: string[] = [];
      const agree = async () => {
        broken = await brokenAtRest(shop.databases);
        return broken.length === 0;
      };
      // Longer than the pause after which an unhandled event is delivered again.
      await until("goods and money agree", agree, 60_000).catch((error: Error) => {
        throw new Error(`${error.message}: ${broken.join("; ")}`);
      });
    },
  };
}
