import type { Query } from "@slipway/kit/sql";
import type { Order, OrderLine } from "./orders.ts";
import type { Reason, Stage } from "./saga.ts";

/** A row of the table `orders`, with ages by the database's clock. */
export interface Row {
  readonly id: string;
  readonly user_id: number;
  readonly cart_owner: string | null;
  readonly stage: Stage;
  readonly reason: Reason | null;
  readonly asked_payment: boolean;
  readonly lines: readonly OrderLine[];
  readonly shipping: number;
  readonly total: number;
  readonly currency: string;
  readonly country: string;
  readonly is_demo: boolean;
  readonly request_digest: string;
  readonly created_at: Date;
  readonly attempts: number;
  readonly is_overdue: boolean;
}

export async function find(sql: Query, id: string): Promise<Order | undefined> {
  const [row] = await sql<Row>`
    select *, deadline_at <= now() as is_overdue from orders where id = ${id}::uuid`;
  return row === undefined ? undefined : orderOf(row);
}

export function orderOf(row: Row): Order {
  const { id, stage, reason, lines, shipping, total, currency, country, attempts } = row;
  return {
    id,
    stage,
    reason,
    lines,
    shipping,
    total,
    currency,
    country,
    attempts,
    userId: row.user_id,
    cartOwner: row.cart_owner,
    isDemo: row.is_demo,
    askedPayment: row.asked_payment,
    createdAt: row.created_at,
    isOverdue: row.is_overdue,
    requestDigest: row.request_digest,
  };
}
