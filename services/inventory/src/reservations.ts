import type { Outbox } from "@slipway/kit/outbox";
import type { Query } from "@slipway/kit/sql";
import { type Kind, type Line, lockLevels, record, TooFew } from "./stock.ts";

/**
 * held → committed (sold) → returned (the sale was rolled back)
 * held → released | expired
 * An order that was released before it reserved has a reservation without lines, so that a late request finds the door shut.
 */
type State = "held" | "committed" | "released" | "expired" | "returned";

interface Reservation {
  readonly state: State;
  readonly lines: readonly Line[];
  readonly expiresAt: Date;
}

/** Thrown when a reservation has already ended in another state. */
export class Ended extends Error {
  override readonly name = "Ended";

  constructor(orderId: string, state: State) {
    super(`The reservation of order ${orderId} is ${state}.`);
  }
}

/** Thrown when an order has no reservation. */
export class NothingReserved extends Error {
  override readonly name = "NothingReserved";

  constructor(orderId: string) {
    super(`Nothing was reserved for order ${orderId}.`);
  }
}

/** All lines or none; the same order gets the same answer. Throws `TooFew`, `UnknownProducts`, or `Ended`. */
export async function reserve(
  tx: Query,
  outbox: Outbox,
  orderId: string,
  wanted: readonly Line[],
  expiresAt: Date,
): Promise<Date> {
  const lines = merge(wanted);
  const isNew = await tx`
    insert into reservations (order_id, state, lines, expires_at)
    values (${orderId}::uuid, 'held', ${JSON.stringify(lines)}::jsonb, ${expiresAt}) on conflict do nothing returning 1`;
  if (isNew.length === 0) return repeated(await lock(tx, orderId), orderId);
  const levels = await lockLevels(
    tx,
    lines.map(({ productId }) => productId),
  );
  const short = lines.flatMap(({ productId, quantity }) => {
    const level = levels.get(productId);
    const free = level === undefined ? 0 : level.onHand - level.reserved;
    return free < quantity ? [{ productId, free }] : [];
  });
  if (short.length > 0) throw new TooFew(short);
  await move(tx, outbox, orderId, lines, "reserved");
  return expiresAt;
}

/** The goods are sold. Throws `NothingReserved`, or `Ended` when the reservation is over. */
export async function commit(tx: Query, outbox: Outbox, orderId: string): Promise<void> {
  const reservation = await lock(tx, orderId);
  if (reservation === undefined) throw new NothingReserved(orderId);
  if (reservation.state === "committed") return;
  if (reservation.state !== "held") throw new Ended(orderId, reservation.state);
  await end(tx, outbox, orderId, reservation, "committed");
}

/** The goods are available again, including sold ones; an order without a reservation cannot get one afterwards. */
export async function release(tx: Query, outbox: Outbox, orderId: string): Promise<void> {
  await tx`
    insert into reservations (order_id, state, lines, expires_at)
    values (${orderId}::uuid, 'released', '[]', now()) on conflict do nothing`;
  const reservation = await lock(tx, orderId);
  if (reservation?.state === "held") await end(tx, outbox, orderId, reservation, "released");
  if (reservation?.state === "committed") await end(tx, outbox, orderId, reservation, "returned");
}

/** Ends one expired reservation; `false` when there is none. */
export async function expireOne(tx: Query, outbox: Outbox): Promise<boolean> {
  const [due] = await tx<Reservation & { orderId: string }>`
    select order_id as "orderId", state, lines, expires_at as "expiresAt" from reservations
    where state = 'held' and expires_at <= now() order by expires_at limit 1 for update skip locked`;
  if (due === undefined) return false;
  await end(tx, outbox, due.orderId, due, "expired");
  await outbox.add(tx, "inventory.reservation_expired", due.orderId, { orderId: due.orderId });
  return true;
}

async function lock(tx: Query, orderId: string): Promise<Reservation | undefined> {
  const [reservation] = await tx<Reservation>`
    select state, lines, expires_at as "expiresAt" from reservations where order_id = ${orderId}::uuid for update`;
  return reservation;
}

function repeated(reservation: Reservation | undefined, orderId: string): Date {
  if (reservation === undefined) throw new NothingReserved(orderId);
  if (reservation.state !== "held" && reservation.state !== "committed")
    throw new Ended(orderId, reservation.state);
  return reservation.expiresAt;
}

async function end(
  tx: Query,
  outbox: Outbox,
  orderId: string,
  { lines }: Reservation,
  state: Exclude<State, "held">,
): Promise<void> {
  await tx`update reservations set state = ${state} where order_id = ${orderId}::uuid`;
  await lockLevels(
    tx,
    lines.map(({ productId }) => productId),
  );
  await move(tx, outbox, orderId, lines, state === "expired" ? "released" : state);
}

/** The effect of one piece on stock and on reserved stock. */
const effects: Readonly<Record<Exclude<Kind, "adjusted">, readonly [onHand: number, reserved: number]>> = {
  reserved: [0, 1],
  released: [0, -1],
  committed: [-1, -1],
  returned: [1, 0],
};

async function move(
  tx: Query,
  outbox: Outbox,
  orderId: string,
  lines: readonly Line[],
  kind: Exclude<Kind, "adjusted">,
): Promise<void> {
  const [onHand, reserved] = effects[kind];
  for (const { productId, quantity } of lines)
    await record(tx, outbox, {
      kind,
      productId,
      orderId,
      onHandDelta: onHand * quantity,
      reservedDelta: reserved * quantity,
    });
}

/** One line for each product, by id. */
function merge(lines: readonly Line[]): Line[] {
  const quantities = new Map<number, number>();
  for (const { productId, quantity } of lines)
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return [...quantities]
    .map(([productId, quantity]) => ({ productId, quantity }))
    .toSorted((one, other) => one.productId - other.productId);
}
