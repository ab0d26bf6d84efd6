import type { Migration } from "@slipway/kit/migrations";

export const migrations: readonly Migration[] = [
  {
    name: "0001 shipments",
    up: `
      create table shipments (
        order_id uuid primary key,
        user_id bigint not null,
        tracking_code text not null unique,
        state text not null check (state in ('label_created', 'dispatched', 'delivered', 'cancelled')),
        country text not null,
        items int not null,
        created_at timestamptz not null default now(),
        next_step_at timestamptz
      );
      create index shipments_due on shipments (next_step_at) where next_step_at is not null;`,
  },
];
