import { randomUUID } from "node:crypto";
import type { Money } from "@slipway/kit/money";
import type { Query } from "@slipway/kit/sql";

/** What happened. */
export type State =
  | "requested"
  | "authorised"
  | "captured"
  | "voided"
  | "refunded"
  | "declined"
  /** It was authorised, and nothing was left when it should be captured. */
  | "failed";
/** What the order requests. Cancelled is final. */
export type Goal = "authorised" | "captured" | "cancelled";

export interface Payment {
  readonly id: string;
  readonly orderId: string;
  readonly state: State;
  readonly goal: Goal;
  /** `null`: the order was cancelled before anything was requested. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly reason: string;
}

export type Step = "capture" | "void" | "refund";

/** The next call to the provider that moves the state to the goal; `undefined` when none is needed. */
export function nextStep({ state, goal }: Pick<Payment, "state" | "goal">): Step | undefined {
  if (goal === "captured") return state === "authorised" ? "capture" : undefined;
  if (goal === "authorised") return undefined;
  if (state === "requested" || state === "authorised") return "void";
  return state === "captured" ? "refund" : undefined;
}

/** The payment of an order, created at its first use; locked until the transaction ends. */
export async function request(tx: Query, orderId: string, amount: Money): Promise<Payment> {
  await insert(tx, orderId, amount, "authorised");
  return lock(tx, orderId);
}

/** The order is rolled back: its payment, present or future, is void. */
export async function cancel(tx: Query, orderId: string): Promise<Payment> {
  await insert(tx, orderId, undefined, "cancelled");
  await tx`update payments set goal = 'cancelled', next_attempt_at = now() where order_id = ${orderId}::uuid`;
  return lock(tx, orderId);
}

/** The order is confirmed: the authorised amount should be captured. Does nothing when the order was cancelled. */
export async function wantCapture(tx: Query, orderId: string): Promise<Payment | undefined> {
  await tx`
    update payments set goal = 'captured', next_attempt_at = now()
    where order_id = ${orderId}::uuid and goal = 'authorised'`;
  return find(tx, orderId);
}

export async function find(sql: Query, orderId: string): Promise<Payment | undefined> {
  const [payment] = await sql<Payment>`
    select id, order_id as "orderId", state, goal, amount, currency, reason from payments
    where order_id = ${orderId}::uuid`;
  return payment;
}

/** `false` when it is no longer in `from`, because another process was faster. */
export async function become(
  tx: Query,
  { orderId, state: from, goal }: Payment,
  to: State,
  reason = "",
): Promise<boolean> {
  const changed = await tx`
    update payments set state = ${to}, reason = ${reason}, attempts = 0
    where order_id = ${orderId}::uuid and state = ${from} and goal = ${goal} returning 1`;
  return changed.length > 0;
}

async function insert(tx: Query, orderId: string, amount: Money | undefined, goal: Goal): Promise<void> {
  await tx`
    insert into payments (id, order_id, amount, currency, state, goal)
    values (${randomUUID()}, ${orderId}::uuid, ${amount?.minorUnits ?? null}, ${amount?.currency ?? null},
      'requested', ${goal})
    on conflict (order_id) do nothing`;
}

async function lock(tx: Query, orderId: string): Promise<Payment> {
  await tx`select 1 from payments where order_id = ${orderId}::uuid for update`;
  const payment = await find(tx, orderId);
  if (payment === undefined) throw new Error("A payment vanished between two statements of a transaction.");
  return payment;
}
