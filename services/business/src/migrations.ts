import type { Migration } from "@slipway/kit/sql";

export const migrations: readonly Migration[] = [
  {
    name: "0001 shops",
    up: `
      create table shops (
        id bigint generated always as identity primary key,
        owner_id bigint not null,
        name text not null unique,
        created_at timestamptz not null default now()
      );
      create index shops_owner on shops (owner_id);`,
  },
  {
    name: "0002 sales",
    up: `
      create table sales (
        order_id uuid not null,
        product_id bigint not null,
        shop_id bigint not null,
        name text not null,
        quantity int not null,
        revenue bigint not null,
        currency text not null,
        sold_at timestamptz not null,
        primary key (order_id, product_id)
      );
      create index sales_shop on sales (shop_id);`,
  },
];
