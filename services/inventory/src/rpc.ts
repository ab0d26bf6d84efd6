import type { InventoryService } from "@slipway/contracts/gen/shop/v1/inventory_pb";
import type { Outbox } from "@slipway/kit/outbox";
import { type Implementation, RpcError } from "@slipway/kit/rpc";
import type { Sql } from "@slipway/kit/sql";
import { commit, Ended, NothingReserved, release, reserve } from "./reservations.ts";
import { adjust, type Level, type Line, levelsOf, TooFew, UnknownProducts } from "./stock.ts";

const mostLines = 100;
const orderIdPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function inventoryRpc(
  sql: Sql,
  outbox: Outbox,
  reservationSeconds: number,
): Implementation<typeof InventoryService> {
  return {
    async reserve(request) {
      const orderId = checkedOrder(request.orderId);
      const lines = checkedLines(request.lines);
      const until = new Date(Date.now() + reservationSeconds * 1000);
      const expiresAt = await asRpcError(() =>
        sql.transaction((tx) => reserve(tx, outbox, orderId, lines, until)),
      );
      return { expiresAt: expiresAt.toISOString() };
    },

    async commit({ orderId }) {
      await asRpcError(() => sql.transaction((tx) => commit(tx, outbox, checkedOrder(orderId))));
      return {};
    },

    async release({ orderId }) {
      await asRpcError(() => sql.transaction((tx) => release(tx, outbox, checkedOrder(orderId))));
      return {};
    },

    async getStock({ productIds }) {
      if (productIds.length > mostLines)
        throw new RpcError("INVALID_ARGUMENT", `${productIds.length} products are more than ${mostLines}.`);
      return { levels: (await levelsOf(sql, productIds.map(Number))).map(message) };
    },

    async adjustStock({ idempotencyKey, productId, delta, reason }) {
      if (idempotencyKey === "" || productId < 1n || abs(delta) > BigInt(Number.MAX_SAFE_INTEGER))
        throw new RpcError("INVALID_ARGUMENT", "An adjustment needs a key, a product and a number of goods.");
      const adjustment = { idempotencyKey, productId: Number(productId), delta: Number(delta), reason };
      return {
        level: message(await asRpcError(() => sql.transaction((tx) => adjust(tx, outbox, adjustment)))),
      };
    },
  };
}

/** Translates domain errors into gRPC errors. */
async function asRpcError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooFew) throw new RpcError("FAILED_PRECONDITION", error.message);
    if (error instanceof UnknownProducts || error instanceof NothingReserved)
      throw new RpcError("NOT_FOUND", error.message);
    if (error instanceof Ended) throw new RpcError("ABORTED", error.message);
    throw error;
  }
}

function checkedOrder(orderId: string): string {
  if (orderIdPattern.test(orderId)) return orderId;
  throw new RpcError(
    "INVALID_ARGUMENT",
    `order_id: "${orderId.slice(0, 64)}" is not a UUID in small letters.`,
  );
}

function checkedLines(lines: readonly { productId: bigint; quantity: number }[]): Line[] {
  const isGood = lines.every(({ productId, quantity }) => productId > 0n && quantity > 0);
  if (lines.length === 0 || lines.length > mostLines || !isGood)
    throw new RpcError("INVALID_ARGUMENT", `lines: 1 to ${mostLines} of them, each of one piece or more.`);
  return lines.map(({ productId, quantity }) => ({ productId: Number(productId), quantity }));
}

function message({ productId, onHand, reserved }: Level) {
  return { productId: BigInt(productId), onHand: BigInt(onHand), reserved: BigInt(reserved) };
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
