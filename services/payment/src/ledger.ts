import type { Query } from "@slipway/kit/sql";
import type { Payment } from "./payments.ts";

type Account = "buyer" | "held" | "shop";

/** Each kind moves the amount between two accounts, so that the sum of all accounts is always zero. */
const transfers = {
  authorise: ["buyer", "held"],
  capture: ["held", "shop"],
  void: ["held", "buyer"],
  refund: ["shop", "buyer"],
} as const satisfies Record<string, readonly [from: Account, to: Account]>;

export type Transfer = keyof typeof transfers;

/** Two lines of the ledger; the table refuses a second transfer of a kind for one order. */
export async function transfer(
  tx: Query,
  { orderId, amount, currency }: Payment,
  kind: Transfer,
): Promise<void> {
  if (amount === null || currency === null)
    throw new Error(`Order ${orderId} has no amount, so there is nothing to ${kind}.`);
  const [from, to] = transfers[kind];
  await tx`
    insert into ledger (order_id, kind, account, amount, currency)
    values (${orderId}::uuid, ${kind}, ${from}, ${-amount}, ${currency}),
      (${orderId}::uuid, ${kind}, ${to}, ${amount}, ${currency})`;
}
