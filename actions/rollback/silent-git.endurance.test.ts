/** Git waits for a minute and a half, so this does too. */
import { git } from "@slipway/testing/git/git.ts";
import { expect, test } from "vitest";
import { startShop } from "./testing/platform.ts";

test("PP-29 a push that is taken and never answered ends the run with a message, and the next one makes one commit", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  await shop.abort("prod", "product", "0.2.0", good);
  const before = await shop.tip();
  shop.server.beforePush(() => new Promise(() => undefined));
  const began = performance.now();
  await expect(shop.auto()).rejects.toThrow(
    /^git push origin: fatal: .*\n {2}Check that the forge is reachable/,
  );
  expect(performance.now() - began).toBeLessThan(300_000);
  expect(await shop.tip()).toBe(before);
  shop.server.beforePush(undefined);
  expect((await shop.auto()).results).toMatchObject([{ status: "done" }]);
  expect(await git(shop.bare, "rev-list", "--count", `${before}..main`)).toBe("1");
  expect(await shop.pinned("prod", "product")).toBe(good.id);
});
