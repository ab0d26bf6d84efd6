import type { Query } from "@slipway/kit/sql";

export interface Shop {
  readonly id: number;
  readonly ownerId: number;
  readonly name: string;
}

/** `undefined` when the name is taken. */
export async function open(sql: Query, ownerId: number, name: string): Promise<Shop | undefined> {
  const [shop] = await sql<Shop>`
    insert into shops (owner_id, name) values (${ownerId}, ${name})
    on conflict (name) do nothing returning id, owner_id as "ownerId", name`;
  return shop;
}

export async function find(sql: Query, id: number): Promise<Shop | undefined> {
  const [shop] = await sql<Shop>`select id, owner_id as "ownerId", name from shops where id = ${id}`;
  return shop;
}

export interface ShopSearch {
  readonly ownerId?: number | undefined;
  readonly limit: number;
}

/** The newest first. */
export function list(sql: Query, { ownerId = null as never, limit }: ShopSearch): Promise<Shop[]> {
  return sql<Shop>`
    select id, owner_id as "ownerId", name from shops
    where ${ownerId}::bigint is null or owner_id = ${ownerId}::bigint
    order by id desc limit ${limit}::int`;
}
