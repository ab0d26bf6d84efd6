import type { Query } from "@slipway/kit/sql";

export interface Databases {
  readonly order: Query;
  readonly inventory: Query;
  readonly payment: Query;
}

/**
 * Inconsistencies of the shop's goods and money; empty if there are none. The invariants hold at any time,
 * also during orders and after any crash, because single transactions preserve them.
 */
export async function alwaysBroken({ inventory, payment }: Databases): Promise<string[]> {
  return [...(await brokenGoods(inventory)), ...(await brokenMoney(payment))];
}

/**
 * The same after every order has ended and every event was handled: the data of services and provider must
 * agree.
 */
export async function brokenAtRest(databases: Databases): Promise<string[]> {
  return [...(await alwaysBroken(databases)), ...(await disagreements(databases))];
}

export async function brokenGoods(inventory: Query): Promise<string[]> {
  const sums = await inventory<{ productId: number }>`
    select coalesce(s.product_id, l.product_id) as "productId" from stock s
    full join (
      select product_id, sum(on_hand_delta) as on_hand, sum(reserved_delta) as reserved from stock_ledger
      group by product_id
    ) l using (product_id)
    where s.on_hand is distinct from l.on_hand or s.reserved is distinct from l.reserved`;
  const kept = await inventory<{ productId: number }>`
    select s.product_id as "productId" from stock s
    left join (
      select (line ->> 'productId')::bigint as product_id, sum((line ->> 'quantity')::bigint) as quantity
      from reservations, jsonb_array_elements(lines) line where state = 'held' group by 1
    ) r using (product_id)
    where s.reserved <> coalesce(r.quantity, 0)`;
  return [
    ...sums.map(({ productId }) => `goods: product ${productId}'s stock is not the sum of its ledger`),
    ...kept.map(({ productId }) => `goods: product ${productId} keeps more or less than orders reserved`),
  ];
}

export async function brokenMoney(payment: Query): Promise<string[]> {
  const unbalanced = await payment<{ orderId: string }>`
    select order_id as "orderId" from ledger group by order_id, kind, currency having sum(amount) <> 0 or count(*) <> 2`;
  const states = await payment<{ orderId: string }>`
    select p.order_id as "orderId" from payments p
    left join (
      select order_id, sum(amount) filter (where account = 'held') as held,
        sum(amount) filter (where account = 'shop') as shop from ledger group by order_id
    ) l using (order_id)
    where coalesce(l.held, 0) <> case when p.state = 'authorised' then p.amount else 0 end
      or coalesce(l.shop, 0) <> case when p.state = 'captured' then p.amount else 0 end`;
  return [
    ...unbalanced.map(({ orderId }) => `money: a transfer of order ${orderId} does not add up to zero`),
    ...states.map(
      ({ orderId }) => `money: the ledger of order ${orderId} is not what its payment's state says`,
    ),
  ];
}

interface Ended {
  readonly id: string;
  readonly stage: string;
  readonly total: number;
  readonly currency: string;
}

async function disagreements({ order, inventory, payment }: Databases): Promise<string[]> {
  const orders = await order<Ended>`select id, stage, total, currency from orders`;
  const reservations = await inventory<{ id: string; state: string }>`
    select order_id as id, state from reservations`;
  const book = await payment<{ id: string; state: string; amount: number; currency: string }>`
    select order_id as id, state, amount, currency from psp_book`;
  const payments = await payment<{ id: string; state: string }>`select order_id as id, state from payments`;
  const of = <Row extends { id: string }>(rows: readonly Row[], id: string) =>
    rows.find((row) => row.id === id);
  return orders.flatMap(({ id, stage, total, currency }) => {
    const goods = of(reservations, id)?.state ?? "none";
    const money = of(payments, id)?.state ?? "none";
    const provider = of(book, id);
    const found: string[] = [];
    const expect = (what: string, is: string, good: readonly string[]) => {
      if (!good.includes(is)) found.push(`order ${id} is ${stage}, but its ${what} are ${is}`);
    };
    if (stage === "confirmed") {
      expect("goods", goods, ["committed"]);
      expect("payments", money, ["captured"]);
      expect("provider's entries", provider?.state ?? "none", ["captured"]);
      if (provider?.amount !== total || provider.currency !== currency)
        found.push(`order ${id} costs ${total} ${currency}, but ${provider?.amount} was charged`);
    } else if (stage === "cancelled") {
      expect("goods", goods, ["none", "released", "expired", "returned"]);
      expect("payments", money, ["none", "declined", "voided", "refunded", "failed"]);
      expect("provider's entries", provider?.state ?? "none", [
        "none",
        "new",
        "declined",
        "voided",
        "refunded",
      ]);
    } else found.push(`order ${id} has not ended: it is ${stage}`);
    return found;
  });
}
