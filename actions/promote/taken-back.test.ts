/** What was rolled back in staging does not come again, whatever the commit that did it says of itself. */
import { filesOf } from "@slipway/testing/repositories/platform.ts";
import { startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";

test.each([
  ["nobody's mark", undefined, "refused"],
  ["another account's mark", "eve", "refused"],
  ["the bot's own mark", "slipway[bot]", "done"],
] as const)("planted: a revert with promote's trailer and %s", async (_, creator, status) => {
  await using shop = await startShop({ services: ["product"] });
  const first = await shop.pin("staging", "product", "0.1.0");
  await shop.push("feat: more", { "services/product/more.txt": "more" });
  const second = await shop.pin("dev", "product", "0.2.0");
  await shop.report("dev", second);
  await shop.pin("staging", "product", "0.2.0", second.source);
  const sha = await shop.push(
    "promote(staging): product\n\nIt merged after a gate had closed.\n\nSlipway-Verb: promote",
    Object.fromEntries(filesOf("staging", first)),
  );
  const mark = { context: "slipway/taken-back", state: "success", description: "", target_url: null };
  if (creator !== undefined)
    shop.forge.statuses.push({ sha, ...mark, creator, created_at: "2026-01-01T00:00:00Z" });
  const { results } = await shop.run();
  expect(results).toContainEqual(expect.objectContaining({ environment: "staging", status }));
});
