import type { Migration } from "@slipway/kit/migrations";

/** An order is also the state of its saga: the process that holds the lease moves it on. No card token is stored. */
export const migrations: readonly Migration[] = [
  {
    name: "0001 orders",
    up: `
      create table orders (
        id uuid primary key,
        user_id bigint not null,
        cart_owner text,
        stage text not null check (stage in ('reserving', 'authorising', 'compensating', 'confirmed', 'cancelled')),
        reason text,
        asked_payment boolean not null default false,
        lines jsonb not null,
        shipping bigint not null check (shipping >= 0),
        total bigint not null check (total >= 0),
        currency text not null,
        country text not null,
        is_demo boolean not null,
        idempotency_scope text not null,
        idempotency_key text,
        request_digest text not null,
        created_at timestamptz not null default now(),
        deadline_at timestamptz not null,
        attempts int not null default 0,
        next_attempt_at timestamptz not null,
        lease_owner uuid,
        leased_until timestamptz not null,
        unique (idempotency_scope, idempotency_key)
      );
      create index orders_latest on orders (created_at desc);
      create index orders_of_user on orders (user_id, created_at desc);
      create index orders_unfinished on orders (next_attempt_at)
        where stage in ('reserving', 'authorising', 'compensating');`,
  },
];
