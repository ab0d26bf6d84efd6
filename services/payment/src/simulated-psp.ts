import { setTimeout as delay } from "node:timers/promises";
import type { Query } from "@slipway/kit/sql";
import { type Authorisation, type Psp, PspUnavailable } from "./psp.ts";

type BookState = "new" | "authorised" | "declined" | "captured" | "voided" | "refunded";

/** Slower than callers like, but within their limits. */
const slowMs = 1200;
const approving = new Set(["tok_demo", "tok_visa", "tok_slow", "tok_flaky", "tok_expiring"]);

/**
 * A simulated provider. Its book is written outside our transactions, like a real provider's: our rollback
 * does not undo it. Tokens: `tok_demo` and `tok_visa` are approved, `tok_slow` late, `tok_flaky` at every
 * second attempt, `tok_expiring` has nothing left when it is captured; all others are declined.
 */
export function simulatedPsp(book: Query): Psp {
  async function stateOf(orderId: string): Promise<BookState> {
    const [entry] = await book<{ state: BookState }>`
      select state from psp_book where order_id = ${orderId}::uuid`;
    return entry?.state ?? "new";
  }

  return {
    async authorise(orderId, amount, token) {
      if (token === "tok_slow") await delay(slowMs);
      const [entry] = await book<{ attempts: number }>`
        insert into psp_book (order_id, amount, currency, state, can_capture, attempts)
        values (${orderId}::uuid, ${amount.minorUnits}, ${amount.currency}, 'new', ${token !== "tok_expiring"}, 1)
        on conflict (order_id) do update set attempts = psp_book.attempts + 1 returning attempts`;
      if (token === "tok_flaky" && (entry?.attempts ?? 0) % 2 === 1)
        throw new PspUnavailable("The payment provider does not answer.");
      const to: BookState = approving.has(token) ? "authorised" : "declined";
      await book`update psp_book set state = ${to} where order_id = ${orderId}::uuid and state = 'new'`;
      return answer(await stateOf(orderId), ["authorised", "captured"]);
    },

    async capture(orderId) {
      await book`
        update psp_book set state = 'captured'
        where order_id = ${orderId}::uuid and state = 'authorised' and can_capture`;
      return answer(await stateOf(orderId), ["captured"]);
    },

    async void(orderId) {
      await book`
        insert into psp_book (order_id, state) values (${orderId}::uuid, 'voided')
        on conflict (order_id) do update set state = 'voided' where psp_book.state in ('new', 'authorised')`;
      return answer(await stateOf(orderId), ["voided", "declined"]);
    },

    async refund(orderId) {
      await book`
        update psp_book set state = 'refunded' where order_id = ${orderId}::uuid and state = 'captured'`;
    },
  };
}

function answer(state: BookState, good: readonly BookState[]): Authorisation {
  if (good.includes(state)) return { outcome: "approved" };
  const reason = state === "declined" ? "the card was declined" : `the payment is ${state} at the provider`;
  return { outcome: "declined", reason };
}
