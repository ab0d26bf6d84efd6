import { setTimeout as delay } from "node:timers/promises";
import { percentile } from "../../services/journeys/drive.ts";
import { cpuSecondsOfDescendants } from "../../services/journeys/fleet/processes.ts";
import { ShopClient } from "../../services/journeys/shop-client.ts";

export interface Checkouts {
  readonly perSecond: number;
  /** By the processor time of all services and their stores. */
  readonly perCpuSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Neither confirmed nor taken down to be decided later. */
  readonly failed: number;
  readonly pending: number;
}

/** People who fill a cart and pay, again and again. */
export async function checkOut(gateway: string, customers: number, seconds: number): Promise<Checkouts> {
  const end = performance.now() + seconds * 1000;
  const answers: { status: number; milliseconds: number }[] = [];
  const [began, used] = [performance.now(), cpuSecondsOfDescendants()];
  await Promise.all(
    Array.from({ length: customers }, async (_, number) => {
      const shop = new ShopClient(gateway, { address: `198.18.0.${1 + number}`, timeoutMs: 60_000 });
      while (performance.now() < end) answers.push(await buy(shop));
      shop.close();
    }),
  );
  const [took, cpu] = [(performance.now() - began) / 1000, cpuSecondsOfDescendants() - used];
  const confirmed = answers.filter(({ status }) => status === 201);
  const sorted = confirmed.map(({ milliseconds }) => milliseconds).toSorted((one, other) => one - other);
  return {
    perSecond: confirmed.length / took,
    perCpuSecond: confirmed.length / cpu,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    failed: answers.filter(({ status }) => status !== 201 && status !== 202).length,
    pending: answers.filter(({ status }) => status === 202).length,
  };
}

async function buy(shop: ShopClient): Promise<{ status: number; milliseconds: number }> {
  shop.beAnonymous();
  try {
    await shop.putIntoCart(1, 2);
    const began = performance.now();
    const { status } = await shop.checkOut({ paymentToken: "tok_visa", country: "DE" });
    return { status, milliseconds: performance.now() - began };
  } catch {
    await delay(100);
    return { status: 0, milliseconds: 0 };
  }
}
