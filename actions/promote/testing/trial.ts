/** Releases of product on trial in dev, each since a given time. */
import type { Shop } from "@slipway/testing/repositories/promotion.ts";

export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export const soak = { staging: { gates: "{soak: 30m}" } };

export const frozen = {
  staging: { freezes: '[{name: always, cron: "0 * * * *", duration: 2h, timezone: UTC}]' },
};

/** A new commit, a release of it in dev, and what the cluster says since when. */
export async function release(shop: Shop, version: string, since: string, change = {}) {
  const at = new Date(since);
  await shop.push(`feat: ${version}`, { "services/product/version.txt": version }, at);
  const pinned = await shop.pin("dev", "product", version, undefined, undefined, at);
  await shop.report("dev", pinned, { since, ...change }, undefined, at);
  return pinned;
}

export const running = { state: "running", step: { index: 1, count: 3, weight: 25 } } as const;
