import { randomBytes } from "node:crypto";
import type { EventData } from "@slipway/contracts/events";
import type { Outbox } from "@slipway/kit/outbox";
import type { Query } from "@slipway/kit/sql";

/** label_created → dispatched → delivered; a shipment without a parcel may be cancelled instead. */
export type State = "label_created" | "dispatched" | "delivered" | "cancelled";

export interface Shipment {
  readonly orderId: string;
  readonly userId: number;
  readonly trackingCode: string;
  readonly state: State;
  readonly country: string;
}

/** Seconds until the carrier takes a parcel, and until it is delivered. */
export interface Pace {
  readonly dispatchSeconds: number;
  readonly deliverySeconds: number;
}

/** The state after `state`, and how long it lasts; `undefined` at the end. */
export function nextState(
  state: State,
  pace: Pace,
): { readonly state: State; readonly lastsSeconds: number | null } | undefined {
  if (state === "label_created") return { state: "dispatched", lastsSeconds: pace.deliverySeconds };
  if (state === "dispatched") return { state: "delivered", lastsSeconds: null };
  return undefined;
}

export async function find(sql: Query, orderId: string): Promise<Shipment | undefined> {
  const [shipment] = await sql<Shipment>`
    select order_id as "orderId", user_id as "userId", tracking_code as "trackingCode", state, country
    from shipments where order_id = ${orderId}::uuid`;
  return shipment;
}

/** One label for each order. */
export async function createLabel(
  tx: Query,
  { orderId, userId, country, lines }: EventData<"order.confirmed">,
  pace: Pace,
): Promise<void> {
  const items = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  await tx`
    insert into shipments (order_id, user_id, tracking_code, state, country, items, next_step_at)
    values (${orderId}::uuid, ${userId}, ${trackingCode()}, 'label_created', ${country}, ${items},
      now() + ${pace.dispatchSeconds} * interval '1 second')
    on conflict do nothing`;
}

/** A parcel in transit cannot be cancelled. */
export async function cancel(tx: Query, { orderId }: EventData<"order.cancelled">): Promise<void> {
  await tx`
    update shipments set state = 'cancelled', next_step_at = null
    where order_id = ${orderId}::uuid and state = 'label_created'`;
}

/** Moves one due shipment to its next state; `false` when there is none. */
export async function advanceOne(tx: Query, outbox: Outbox, pace: Pace): Promise<boolean> {
  const [due] = await tx<Shipment>`
    select order_id as "orderId", user_id as "userId", tracking_code as "trackingCode", state, country from shipments
    where next_step_at <= now() order by next_step_at limit 1 for update skip locked`;
  if (due === undefined) return false;
  const next = nextState(due.state, pace);
  await tx`
    update shipments set state = ${next?.state ?? due.state},
      next_step_at = now() + ${next?.lastsSeconds ?? null}::double precision * interval '1 second'
    where order_id = ${due.orderId}::uuid`;
  const { orderId, userId, trackingCode } = due;
  if (next?.state === "dispatched")
    await outbox.add(tx, "shipment.dispatched", orderId, { orderId, userId, trackingCode });
  return true;
}

/** Letters and digits that cannot be confused. */
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

function trackingCode(): string {
  return `SW${[...randomBytes(12)].map((byte) => alphabet[byte % alphabet.length]).join("")}`;
}
