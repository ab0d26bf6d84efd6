import type { Outbox } from "@slipway/kit/outbox";
import type { Query } from "@slipway/kit/sql";

export interface Level {
  readonly productId: number;
  readonly onHand: number;
  readonly reserved: number;
}

export interface Line {
  readonly productId: number;
  readonly quantity: number;
}

export type Kind = "adjusted" | "reserved" | "released" | "committed" | "returned";

/** One line of the ledger. */
interface Movement {
  readonly kind: Kind;
  readonly productId: number;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  readonly orderId?: string;
  readonly idempotencyKey?: string;
  readonly reason?: string;
}

/** Products with too little stock, as text for the customer. */
export class TooFew extends Error {
  override readonly name = "TooFew";

  constructor(products: readonly { readonly productId: number; readonly free: number }[]) {
    const shortages = products.map(({ productId, free }) => `product ${productId} (${free} left)`);
    super(`There are too few of ${shortages.join(", ")}.`);
  }
}

/**
 * Products without an initial stock in the ledger: the event of a new product arrives a moment after the
 * catalog has it.
 */
export class UnknownProducts extends Error {
  override readonly name = "UnknownProducts";

  constructor(ids: readonly number[]) {
    super(`No goods were ever recorded for product ${ids.join(", ")}.`);
  }
}

/** Known products, by id. */
export function levelsOf(sql: Query, productIds: readonly number[]): Promise<Level[]> {
  return sql<Level>`
    select product_id as "productId", on_hand as "onHand", reserved from stock
    where product_id = any(${productIds}::bigint[]) order by product_id`;
}

/**
 * The levels of `productIds`, locked until the transaction ends; always ordered by id, so that two orders
 * never deadlock.
 */
export async function lockLevels(tx: Query, productIds: readonly number[]): Promise<Map<number, Level>> {
  const levels = await tx<Level>`
    select product_id as "productId", on_hand as "onHand", reserved from stock
    where product_id = any(${productIds}::bigint[]) order by product_id for update`;
  const missing = productIds.filter((id) => !levels.some(({ productId }) => productId === id));
  if (missing.length > 0) throw new UnknownProducts(missing);
  return new Map(levels.map((level) => [level.productId, level]));
}

/** Writes a line of the ledger, its effect on the product's level, and its event. The level must be locked. */
export async function record(tx: Query, outbox: Outbox, movement: Movement): Promise<Level> {
  const { kind, productId, onHandDelta, reservedDelta } = movement;
  const { orderId = null, idempotencyKey = null, reason = "" } = movement;
  await tx`
    insert into stock_ledger (product_id, kind, on_hand_delta, reserved_delta, order_id, idempotency_key, reason)
    values (${productId}, ${kind}, ${onHandDelta}, ${reservedDelta}, ${orderId}::uuid, ${idempotencyKey}, ${reason})`;
  const [changed] = await tx<Level & { version: number }>`
    update stock set on_hand = on_hand + ${onHandDelta}, reserved = reserved + ${reservedDelta}, version = version + 1
    where product_id = ${productId}
    returning product_id as "productId", on_hand as "onHand", reserved, version`;
  if (changed === undefined) throw new UnknownProducts([productId]);
  await outbox.add(tx, "inventory.updated", String(productId), changed);
  return changed;
}

export interface Adjustment {
  readonly idempotencyKey: string;
  readonly productId: number;
  readonly delta: number;
  readonly reason: string;
}

/** Adds or writes off goods; the same key counts once. Throws `TooFew` when reserved goods would be written off. */
export async function adjust(tx: Query, outbox: Outbox, adjustment: Adjustment): Promise<Level> {
  const { idempotencyKey, productId, delta, reason } = adjustment;
  await tx`insert into stock (product_id) values (${productId}) on conflict do nothing`;
  const level = (await lockLevels(tx, [productId])).get(productId);
  if (level === undefined) throw new UnknownProducts([productId]);
  const known = await tx`select 1 from stock_ledger where idempotency_key = ${idempotencyKey}`;
  if (known.length > 0 || delta === 0) return level;
  const free = level.onHand - level.reserved;
  if (free + delta < 0) throw new TooFew([{ productId, free }]);
  const movement = { kind: "adjusted", onHandDelta: delta, reservedDelta: 0 } as const;
  return record(tx, outbox, { ...movement, productId, idempotencyKey, reason });
}
