import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { manifests } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { check, pushHead, RELEASE, releaseAt, start } from "./testing/head.ts";

test("a rollback restores an earlier release of the environment, and changes nothing else", async () => {
  await using shop = await start();
  const past = await shop.developer.git("rev-parse", "HEAD");
  await shop.pin("staging", "product", "0.1.0");
  const back = await releaseAt(shop, past);
  const branch = "rollback/staging";
  expect(await check(shop, await pushHead(shop, back, { branch }))).toMatchObject({
    state: "success",
    reason: "rolls back as slipway would (signatures not verified): product",
  });
  const never = { [`${RELEASE}/manifests.yaml`]: manifests("product", "never") };
  expect(await check(shop, await pushHead(shop, never, { branch }))).toMatchObject({ state: "failure" });
});

test("PP-21 a person's revert restores an earlier release, unless that is held", async () => {
  await using shop = await start();
  const old = await shop.developer.git("rev-parse", "HEAD");
  const newer = await shop.pin("staging", "product", "0.1.0");
  const back = await pushHead(shop, {
    ...(await releaseAt(shop, old)),
    "services/product/index.ts": "export {};\n",
  });
  expect(await check(shop, back)).toMatchObject({
    state: "success",
    reason: "rolls back as slipway would (signatures not verified): product",
  });
  const forward = await releaseAt(shop, "main");
  const order = {
    cause: "failed",
    reason: "sells nothing",
    by: "bot",
    at: new Date(0),
    until: null,
  } as const;
  const hold = toHold("staging", newer, order);
  await shop.push("revert: product in staging", {
    ...(await releaseAt(shop, old)),
    [holdFile("staging", "product", newer.id)]: formatHold(hold),
  });
  const again = await check(shop, await pushHead(shop, forward));
  expect(again.state).toBe("failure");
  expect(again.reason).toMatch(/^product 0\.1\.0 is held in staging since .*: sells nothing\.$/);
});
