import type { Migration } from "@slipway/kit/migrations";

/**
 * A payment has a state (what happened) and a goal (what the order requests); `settle.ts` moves the state to
 * the goal. Card tokens are in no table. `psp_book` belongs to the simulated provider: it contains the
 * provider's own records.
 */
export const migrations: readonly Migration[] = [
  {
    name: "0001 payments, their ledger and the provider's book",
    up: `
      create table payments (
        id uuid not null,
        order_id uuid primary key,
        amount bigint check (amount >= 0),
        currency text,
        state text not null
          check (state in ('requested', 'authorised', 'captured', 'voided', 'refunded', 'declined', 'failed')),
        goal text not null check (goal in ('authorised', 'captured', 'cancelled')),
        reason text not null default '',
        attempts int not null default 0,
        next_attempt_at timestamptz not null default now(),
        created_at timestamptz not null default now()
      );
      create index payments_unsettled on payments (next_attempt_at)
        where goal <> 'authorised' and state in ('requested', 'authorised', 'captured');
      create table ledger (
        position bigint generated always as identity primary key,
        order_id uuid not null,
        kind text not null check (kind in ('authorise', 'capture', 'void', 'refund')),
        account text not null check (account in ('buyer', 'held', 'shop')),
        amount bigint not null,
        currency text not null,
        recorded_at timestamptz not null default now(),
        unique (order_id, kind, account)
      );
      create function refuse_ledger_change() returns trigger language plpgsql as $$ begin raise exception 'the ledger is only added to'; end $$;
      create trigger ledger_append_only before update or delete on ledger
        for each row execute function refuse_ledger_change();
      create table psp_book (
        order_id uuid primary key,
        amount bigint,
        currency text,
        state text not null,
        can_capture boolean not null default true,
        attempts int not null default 0
      );`,
  },
];
