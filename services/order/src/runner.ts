import { setTimeout as delay } from "node:timers/promises";
import { Deadline } from "@slipway/kit/deadline";
import type { Log } from "@slipway/kit/server";
import type { Caller } from "@slipway/kit/upstream";
import { demoToken } from "./demo-token.ts";
import type { Order, Orders } from "./orders.ts";
import { isFinal, next, type Outcome, pauseMs } from "./saga.ts";
import { type Partners, perform } from "./steps.ts";

export interface Runner {
  /** Moves a new order as far as possible while the customer waits; the rest is done in the background. */
  begin(order: Order, caller: Caller, paymentToken: string): Promise<Order>;
  /** The order when it has ended, or its current state at the caller's deadline. */
  watch(order: Order, caller: Caller): Promise<Order>;
  /** Continues waiting orders, orders of dead processes, and orders that must be undone, until `signal`. */
  continueAll(signal: AbortSignal): Promise<void>;
}

/** Time reserved for the answer itself. */
const answerMs = 250;
/** While the customer waits, attempts are repeated for this long; then the answer is 202. */
const inlineMs = 1000;
const stepMs = 2000;
const watchMs = 2000;
const pollMs = 50;
const idleMs = 200;
const atOnce = 8;

export function runnerOf(orders: Orders, partners: Partners, log: Log, tokenSeconds: number): Runner {
  /**
   * Tokens of orders that wait for a payment; they are only in memory. If a process dies before it called the
   * provider, the order is cancelled. If it had called, the provider returns the same answer again, for which
   * no token is needed.
   */
  const tokens = new Map<string, string>();

  async function step(order: Order, caller: Caller): Promise<Outcome> {
    const isLate = order.isOverdue && order.stage !== "compensating";
    if (isLate) return { kind: "refused", reason: "not in time" };
    return perform(partners, order, caller, tokens.get(order.id) ?? (order.isDemo ? demoToken : ""));
  }

  /** Until the order has ended, belongs to another process, or must wait. */
  async function advance(start: Order, callerOf: () => Caller, mayRetry: (pause: number) => boolean) {
    let order = start;
    for (let attempt = 0; !isFinal(order.stage); ) {
      const outcome = await step(order, callerOf());
      const move = next(order.stage, outcome);
      if (move !== undefined) {
        const moved = await orders.move(order, move);
        if (moved === undefined) break;
        order = moved;
        attempt = 0;
        continue;
      }
      const pause = pauseMs(Math.max(attempt, order.attempts));
      attempt += 1;
      if (mayRetry(pause)) await delay(pause);
      else {
        log.warn(
          { ...(outcome.kind === "unclear" && { err: outcome.error }), ...about(order) },
          "an order waits",
        );
        await orders.postpone(order, pause);
        return order;
      }
    }
    tokens.delete(start.id);
    return (await orders.find(start.id)) ?? order;
  }

  return {
    async begin(order, { id, deadline }, paymentToken) {
      tokens.set(order.id, paymentToken);
      setTimeout(() => tokens.delete(order.id), tokenSeconds * 1000).unref();
      const begun = performance.now();
      const left = () => Math.max(0, deadline.remaining() - answerMs);
      const ended = advance(
        order,
        () => ({ id, deadline: Deadline.after(Math.min(stepMs, left())) }),
        (pause) => performance.now() - begun + pause < inlineMs && left() > pause,
      );
      const patience = new AbortController();
      const timer = { signal: patience.signal };
      try {
        return await Promise.race([ended, delay(left(), order, timer)]);
      } finally {
        patience.abort();
        // No customer waits for it any more; `continueAll` completes the rest.
        ended.catch((error: unknown) => log.error({ err: error, ...about(order) }, "an order stands still"));
      }
    },

    async watch(start, { deadline }) {
      const begun = performance.now();
      let order = start;
      while (
        !isFinal(order.stage) &&
        performance.now() - begun < watchMs &&
        deadline.remaining() > answerMs
      ) {
        await delay(pollMs);
        order = (await orders.find(order.id)) ?? order;
      }
      return order;
    },

    async continueAll(signal) {
      while (!signal.aborted) {
        const claimed = await orders.claim(atOnce);
        await Promise.all(
          claimed.map((order) =>
            advance(
              order,
              () => ({ id: order.id, deadline: Deadline.after(stepMs) }),
              () => false,
            ).catch((error: unknown) =>
              log.error({ err: error, ...about(order) }, "an order cannot be continued"),
            ),
          ),
        );
        if (claimed.length === 0) await delay(idleMs, undefined, { signal }).catch(() => {});
      }
    },
  };
}

function about({ id, stage, attempts }: Order) {
  return { orderId: id, stage, attempts };
}
