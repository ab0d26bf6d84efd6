import type { Migration } from "@slipway/kit/migrations";

/**
 * The ledger is the source of truth and append-only; `stock` is its sum for each product, updated in the same
 * transaction. Constraints on both prevent negative stock.
 */
export const migrations: readonly Migration[] = [
  {
    name: "0001 ledger, stock and reservations",
    up: `
      create table stock_ledger (
        position bigint generated always as identity primary key,
        product_id bigint not null,
        kind text not null check (kind in ('adjusted', 'reserved', 'released', 'committed', 'returned')),
        on_hand_delta bigint not null,
        reserved_delta bigint not null,
        order_id uuid,
        idempotency_key text unique,
        reason text not null default '',
        recorded_at timestamptz not null default now()
      );
      create index stock_ledger_product on stock_ledger (product_id);
      create function refuse_ledger_change() returns trigger language plpgsql as $$ begin raise exception 'the stock ledger is only added to'; end $$;
      create trigger stock_ledger_append_only before update or delete on stock_ledger
        for each row execute function refuse_ledger_change();
      create table stock (
        product_id bigint primary key,
        on_hand bigint not null default 0 check (on_hand >= 0),
        reserved bigint not null default 0 check (reserved >= 0),
        version bigint not null default 0,
        check (reserved <= on_hand)
      );
      create table reservations (
        order_id uuid primary key,
        state text not null check (state in ('held', 'committed', 'released', 'expired', 'returned')),
        lines jsonb not null,
        expires_at timestamptz not null
      );
      create index reservations_held on reservations (expires_at) where state = 'held';`,
  },
  {
    name: "0002 goods of the chandlery's own products",
    up: `
      insert into stock_ledger (product_id, kind, on_hand_delta, reserved_delta, idempotency_key, reason) values
        (1, 'adjusted', 1000000000, 0, 'product:1', 'first goods'),
        (2, 'adjusted', 40000, 0, 'product:2', 'first goods'),
        (3, 'adjusted', 120000, 0, 'product:3', 'first goods'),
        (4, 'adjusted', 35000, 0, 'product:4', 'first goods'),
        (5, 'adjusted', 80000, 0, 'product:5', 'first goods'),
        (6, 'adjusted', 64000, 0, 'product:6', 'first goods');
      insert into stock (product_id, on_hand) select product_id, sum(on_hand_delta)::bigint from stock_ledger group by product_id;`,
  },
];
