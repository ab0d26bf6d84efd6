/** A hotfix of product that is cut and not built yet. */
import { type Shop, startShop } from "@slipway/testing/repositories/hotfix.ts";

export const BRANCH = "hotfix-release/prod/sell";

export const FILE = "environments/prod/product/release/release.yaml";

/** product 1.4.2 is everywhere, main has moved on, and hotfix/sell is cut at 1.4.2's source. */
export async function start(
  options: Parameters<typeof startShop>[0] = {},
): Promise<Shop & { readonly fix: string }> {
  const shop = await startShop(options);
  await shop.push("feat: later", { "services/product/src/later.ts": "export {};\n" });
  return Object.assign(shop, { fix: await shop.cut("hotfix/sell", shop.pinned) });
}

export const only = ({ results }: Awaited<ReturnType<Shop["run"]>>) => results[0];
