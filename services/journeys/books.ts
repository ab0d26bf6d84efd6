import { until } from "../kit/src/testing.ts";
import { databaseAt } from "../order/testing/databases.ts";
import { alwaysBroken } from "../order/testing/invariants.ts";
import type { Fleet } from "./fleet/fleet.ts";
import { pendingDeliveries } from "./redelivery.ts";

/** The databases with the shop's goods and money, read from outside. */
export function openBooks(shop: Fleet) {
  const open = (service: string) => databaseAt(shop.stores.settingsOf(service).DATABASE_URL ?? "");
  return {
    order: open("order"),
    inventory: open("inventory"),
    payment: open("payment"),
    shipping: open("shipping"),
  };
}

export type Books = ReturnType<typeof openBooks>;

export async function closeBooks(books: Books): Promise<void> {
  for (const sql of Object.values(books)) await sql.close();
}

/** Inconsistencies at this moment, returned as soon as the databases can be read. */
export async function foundBroken(books: Books): Promise<string[]> {
  let broken: string[] | undefined;
  const read = async () => {
    broken = await alwaysBroken(books).catch(() => undefined);
    return broken !== undefined;
  };
  await until("the books can be read", read, 60_000);
  return broken ?? [];
}

/**
 * Waits until every order has ended, every event was handled and every payment has reached the goal of its
 * order.
 */
export async function atRest(shop: Fleet, books: Books): Promise<void> {
  await until(
    "no order is on its way",
    async () => {
      const [row] = await books.order<{ open: number }>`
      select count(*) as open from orders where stage not in ('confirmed', 'cancelled')`;
      return Number(row?.open) === 0;
    },
    300_000,
  );
  await everyEventHeard(shop, books);
  await until("no payment is on its way", () => noneOnItsWay(books.payment), 300_000);
  // Includes the state of payments.
  await everyEventHeard(shop, books);
}

async function everyEventHeard(shop: Fleet, books: Books): Promise<void> {
  const nats = shop.stores.settingsOf("order").NATS_URL ?? "";
  const isQuiet = async () => {
    for (const sql of Object.values(books)) {
      const [row] = await sql<{ waiting: number }>`select count(*) as waiting from outbox`;
      if (Number(row?.waiting) > 0) return false;
    }
    return (await pendingDeliveries(nats)) === 0;
  };
  await until("every event was heard", isQuiet, 300_000);
}

/** Payment applies the goals from events later, in the background. */
async function noneOnItsWay(payment: Books["payment"]): Promise<boolean> {
  const [row] = await payment<{ open: number }>`
    select count(*) as open from payments
    where (goal = 'captured' and state = 'authorised')
      or (goal not in ('authorised', 'captured') and state in ('requested', 'authorised', 'captured'))`;
  return Number(row?.open) === 0;
}

/** Each confirmed order is shipped once, and no other order is: its event was neither lost nor duplicated. */
export async function soldAndShipped({ order, shipping }: Books) {
  const sold = await order<{ id: string }>`select id from orders where stage = 'confirmed' order by id`;
  const shipped = await shipping<{ id: string }>`
    select order_id as id from shipments where state <> 'cancelled' order by order_id`;
  return { sold, shipped };
}
