import type { Outbox } from "@slipway/kit/outbox";
import type { Query, Sql } from "@slipway/kit/sql";
import { find, type Product } from "./catalog.ts";

export type Details = Omit<Product, "id" | "stock">;

/** Thrown when a product is another shop's. */
export class NotYours extends Error {
  override readonly name = "NotYours";

  constructor(id: number) {
    super(`Product ${id} is not sold by this shop.`);
  }
}

/** Creates a product; the same key creates one product, with the details of the first request. */
export function add(
  sql: Sql,
  outbox: Outbox,
  details: Details & { readonly stock: number },
  idempotencyKey: string | null,
): Promise<Product> {
  return sql.transaction(async (tx) => {
    const { name, description, category, price, currency, shopId, stock } = details;
    const [added] = await tx<{ id: number }>`
      insert into products (name, description, category, price, currency, shop_id, stock, idempotency_key)
      values (${name}, ${description}, ${category}, ${price}, ${currency}, ${shopId}, ${stock}, ${idempotencyKey})
      on conflict (idempotency_key) do nothing returning id`;
    if (added === undefined) return known(tx, idempotencyKey);
    await publish(tx, outbox, { ...details, id: added.id }, stock);
    return { ...details, id: added.id };
  });
}

/** `undefined` when there is no such product; throws `NotYours` when another shop sells it. */
export function change(sql: Sql, outbox: Outbox, id: number, details: Details): Promise<Product | undefined> {
  return sql.transaction(async (tx) => {
    const { name, description, category, price, currency, shopId } = details;
    const [owner] = await tx<{ shopId: number }>`
      select shop_id as "shopId" from products where id = ${id} for update`;
    if (owner === undefined) return undefined;
    if (owner.shopId !== shopId) throw new NotYours(id);
    await tx`
      update products set name = ${name}, description = ${description}, category = ${category},
        price = ${price}, currency = ${currency} where id = ${id}`;
    const [changed] = await find(tx, [id]);
    if (changed !== undefined) await publish(tx, outbox, changed);
    return changed;
  });
}

async function known(tx: Query, idempotencyKey: string | null): Promise<Product> {
  const [row] = await tx<{ id: number }>`select id from products where idempotency_key = ${idempotencyKey}`;
  const [product] = row === undefined ? [] : await find(tx, [row.id]);
  if (product === undefined) throw new Error("A product vanished between two statements of a transaction.");
  return product;
}

async function publish(
  tx: Query,
  outbox: Outbox,
  product: Details & { readonly id: number },
  initialStock?: number,
): Promise<void> {
  const { id, name, category, price, currency, shopId } = product;
  await outbox.add(tx, "product.changed", String(id), {
    productId: id,
    name,
    category,
    price,
    currency,
    shopId,
    ...(initialStock !== undefined && { initialStock }),
  });
}
