import { randomUUID } from "node:crypto";
import type { Outbox } from "@slipway/kit/outbox";
import type { Query, Sql } from "@slipway/kit/sql";
import { find, orderOf, type Row } from "./rows.ts";
import { isFinal, type Move, type Reason, type Stage, takenBack } from "./saga.ts";

/** A product as it was bought; `unitPrice` in minor units of the order's currency. */
export interface OrderLine {
  readonly productId: number;
  readonly name: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly shopId: number;
}

export interface NewOrder {
  readonly userId: number;
  /** The owner of the cart, if the order came from one. */
  readonly cartOwner: string | null;
  readonly lines: readonly OrderLine[];
  readonly shipping: number;
  readonly total: number;
  readonly currency: string;
  readonly country: string;
  /** Paid with a publicly known token, so it can also be paid after a restart. */
  readonly isDemo: boolean;
}

export interface Order extends NewOrder {
  readonly id: string;
  readonly stage: Stage;
  readonly reason: Reason | null;
  /** The provider may know of it, so it must be voided there. */
  readonly askedPayment: boolean;
  readonly createdAt: Date;
  readonly isOverdue: boolean;
  readonly attempts: number;
  readonly requestDigest: string;
}

/** Identifies the request: the same key of the same user creates one order. */
export interface RequestKey {
  readonly scope: string;
  readonly key: string | null;
  readonly digest: string;
}

export interface Orders {
  /** `undefined` when the key has already created an order. */
  add(order: NewOrder, request: RequestKey): Promise<Order | undefined>;
  find(id: string): Promise<Order | undefined>;
  findByKey(request: RequestKey): Promise<Order | undefined>;
  /** The newest first; of all users without `userId`. */
  latest(count: number, userId?: number): Promise<readonly Order[]>;
  /** The order in its new stage, with its events; `undefined` when another process has it, or it is gone. */
  move(order: Order, move: Move): Promise<Order | undefined>;
  /** Schedules another attempt after `pauseMs`; this process keeps the order. */
  postpone(order: Order, pauseMs: number): Promise<void>;
  /** Orders that wait for an attempt, now leased by this process. */
  claim(count: number): Promise<readonly Order[]>;
  /** `undefined` when there is no such order. */
  takeBack(tx: Query, id: string, reason: Reason): Promise<Stage | undefined>;
}

export interface Limits {
  /** After this time, an order that is neither confirmed nor refused is cancelled. */
  readonly deadlineSeconds: number;
  /** A process that was silent for this long loses its orders to others. */
  readonly leaseSeconds: number;
}

export function ordersIn(sql: Sql, outbox: Outbox, limits: Limits): Orders {
  /** Id of this process: no other process moves its orders while the lease is valid. */
  const owner = randomUUID();
  const { deadlineSeconds, leaseSeconds } = limits;

  return {
    add: (order, { scope, key, digest }) =>
      sql.transaction(async (tx) => {
        const id = randomUUID();
        const [row] = await tx<Row>`
          insert into orders (id, user_id, cart_owner, stage, lines, shipping, total, currency, country, is_demo,
            idempotency_scope, idempotency_key, request_digest, deadline_at, next_attempt_at, lease_owner, leased_until)
          values (${id}::uuid, ${order.userId}, ${order.cartOwner}, 'reserving', ${JSON.stringify(order.lines)}::jsonb,
            ${order.shipping}, ${order.total}, ${order.currency}, ${order.country}, ${order.isDemo}, ${scope}, ${key},
            ${digest}, now() + ${deadlineSeconds} * interval '1 second', now() + ${leaseSeconds} * interval '1 second',
            ${owner}::uuid, now() + ${leaseSeconds} * interval '1 second')
          on conflict (idempotency_scope, idempotency_key) do nothing returning *, false as is_overdue`;
        if (row === undefined) return undefined;
        await outbox.add(tx, "order.created", id, { orderId: id, userId: order.userId });
        return orderOf(row);
      }),

    find: (id) => find(sql, id),

    async findByKey({ scope, key }) {
      const [row] = await sql<{ id: string }>`
        select id from orders where idempotency_scope = ${scope} and idempotency_key = ${key}`;
      return row === undefined ? undefined : find(sql, row.id);
    },

    async latest(count, userId) {
      const rows =
        userId === undefined
          ? await sql<Row>`select *, false as is_overdue from orders order by created_at desc limit ${count}`
          : await sql<Row>`
              select *, false as is_overdue from orders where user_id = ${userId}
              order by created_at desc limit ${count}`;
      return rows.map(orderOf);
    },

    move: (order, { to, reason }) =>
      sql.transaction(async (tx) => {
        const [row] = await tx<Row>`
          update orders set stage = ${to}, reason = coalesce(${reason ?? null}, reason), attempts = 0,
            asked_payment = asked_payment or ${to === "authorising"},
            next_attempt_at = now() + ${leaseSeconds} * interval '1 second',
            leased_until = now() + ${leaseSeconds} * interval '1 second'
          where id = ${order.id}::uuid and stage = ${order.stage} and lease_owner = ${owner}::uuid
          returning *, deadline_at <= now() as is_overdue`;
        const moved = row && orderOf(row);
        if (moved !== undefined && isFinal(to)) await publishEnd(tx, outbox, moved);
        return moved;
      }),

    async postpone({ id }, pauseMs) {
      await sql`
        update orders set attempts = attempts + 1, next_attempt_at = now() + ${pauseMs} * interval '1 millisecond',
          leased_until = now() + ${pauseMs} * interval '1 millisecond' + ${leaseSeconds} * interval '1 second'
        where id = ${id}::uuid and lease_owner = ${owner}::uuid`;
    },

    async claim(count) {
      const claimed = await sql<Row>`
        update orders set lease_owner = ${owner}::uuid,
          next_attempt_at = now() + ${leaseSeconds} * interval '1 second',
          leased_until = now() + ${leaseSeconds} * interval '1 second'
        where id in (
          select id from orders
          where stage in ('reserving', 'authorising', 'compensating') and next_attempt_at <= now()
            and (lease_owner = ${owner}::uuid or lease_owner is null or leased_until <= now())
          order by next_attempt_at limit ${count} for update skip locked)
        returning *, deadline_at <= now() as is_overdue`;
      return claimed.map(orderOf);
    },

    async takeBack(tx, id, reason) {
      await tx`select 1 from orders where id = ${id}::uuid for update`;
      const order = await find(tx, id);
      const to = order === undefined ? undefined : takenBack(order.stage);
      if (order === undefined || to === undefined) return order?.stage;
      await tx`
        update orders set stage = ${to}, reason = ${reason}, attempts = 0, next_attempt_at = now(), lease_owner = null
        where id = ${id}::uuid`;
      if (isFinal(to)) await publishEnd(tx, outbox, { ...order, stage: to, reason });
      return to;
    },
  };
}

/** Events of an order that has ended. */
async function publishEnd(tx: Query, outbox: Outbox, order: Order): Promise<void> {
  const { id: orderId, userId, cartOwner, lines, total, currency, country } = order;
  if (order.stage === "cancelled")
    return outbox.add(tx, "order.cancelled", orderId, { orderId, userId, reason: order.reason ?? "" });
  await outbox.add(tx, "order.confirmed", orderId, {
    orderId,
    userId,
    lines: [...lines],
    total,
    currency,
    country,
    ...(cartOwner !== null && { cartOwner }),
  });
}
