import type { Query } from "@slipway/kit/sql";

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  /** In the currency's minor unit. */
  readonly price: number;
  readonly currency: string;
  /** The last value from inventory; only a reservation guarantees stock. */
  readonly stock: number;
  /** 0: sold by the shop itself. */
  readonly shopId: number;
}

export interface Search {
  /** Words of name, description or category, or a part of the name. */
  readonly words?: string | undefined;
  readonly category?: string | undefined;
  readonly shopId?: number | undefined;
  /** Products with greater ids only. */
  readonly after?: number | undefined;
  readonly limit: number;
}

export async function search(sql: Query, wanted: Search): Promise<Product[]> {
  const { words = null, category = null, shopId = null, after = 0, limit } = wanted;
  const part = words === null ? null : `%${words.replace(/[\\%_]/g, "\\$&")}%`;
  return sql<Product>`
    select id, name, description, category, price, currency, stock, shop_id as "shopId" from products
    where id > ${after}::bigint
      and (${category}::text is null or category = ${category}::text)
      and (${shopId}::bigint is null or shop_id = ${shopId}::bigint)
      and (${part}::text is null or name ilike ${part}::text
        or words @@ websearch_to_tsquery('simple', ${words}::text))
    order by id limit ${limit}::int`;
}

/** Existing products, in the order of `ids`. */
export async function find(sql: Query, ids: readonly number[]): Promise<Product[]> {
  const found = await sql<Product>`
    select id, name, description, category, price, currency, stock, shop_id as "shopId" from products
    where id = any(${ids}::bigint[])`;
  const byId = new Map(found.map((product) => [product.id, product]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export async function categories(sql: Query): Promise<string[]> {
  const rows = await sql<{ category: string }>`
    select distinct category from products where category <> '' order by category`;
  return rows.map(({ category }) => category);
}

/** Applies inventory's stock of a product, unless a newer event was already applied. */
export async function hearStock(
  sql: Query,
  { productId, available, version }: { productId: number; available: number; version: number },
): Promise<void> {
  await sql`
    update products set stock = ${available}, stock_version = ${version}
    where id = ${productId} and stock_version < ${version}`;
}
