import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { until } from "@slipway/kit/testing";
import { brokenAtRest } from "./invariants.ts";
import type { Part, Shop } from "./shop.ts";

export interface Crash {
  readonly part: Part;
  readonly point: string;
  readonly paymentToken: string;
}

const withinMs = 45_000;

/**
 * A customer buys; `part` dies at `point` and is restarted. Resolves to how the order ended, after goods and
 * money agree in all services. Throws with the inconsistencies when they do not agree in time.
 */
export async function crash(shop: Shop, { part, point, paymentToken }: Crash): Promise<string[]> {
  const before = new Set((await ordersOf(shop)).map(({ id }) => id));
  const mortal = await shop.startMortal(part, point);
  const address = part === "order" ? mortal.address : shop.get("order").address;
  const buying = buyAt(address, paymentToken);
  const patience = setTimeout(mortal.giveUp, withinMs);
  const signal = await mortal.died;
  clearTimeout(patience);
  buying.stop();
  if (signal !== "SIGKILL") throw new Error(`${part} never came to ${point}.`);
  await shop.start(part);
  let broken: string[] = [];
  await until(
    "goods and money agree",
    async () => {
      broken = await brokenAtRest(shop.databases);
      return broken.length === 0;
    },
    withinMs,
  ).catch(() => {
    throw new Error(`${part}, ${point}: ${broken.join("; ")}`);
  });
  return (await ordersOf(shop)).filter(({ id }) => !before.has(id)).map(({ stage }) => stage);
}

/**
 * A buyer who repeats the request with the same key until there is an answer; one who gives up when the
 * process has died.
 */
function buyAt(address: string, paymentToken: string): { stop(): void } {
  const giveUp = new AbortController();
  const headers = { "content-type": "application/json", "x-demo": "on", "idempotency-key": randomUUID() };
  const body = JSON.stringify({ userId: 1, productId: 1, quantity: 2, paymentToken });
  const ask = async () => {
    while (!giveUp.signal.aborted) {
      const answer = await fetch(`${address}/orders`, { method: "POST", headers, body }).catch(
        () => undefined,
      );
      if (answer !== undefined && answer.status < 500) return;
      await delay(100);
    }
  };
  void ask();
  return { stop: () => giveUp.abort() };
}

function ordersOf({ databases }: Shop) {
  return databases.order<{ id: string; stage: string }>`select id, stage from orders`;
}
