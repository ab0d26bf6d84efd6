import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";

const BRANCH = "promote/staging/product";

async function start(policy: Readonly<Record<string, string>> = {}, service = "product") {
  const shop = await startShop({ services: [service], policies: { staging: policy } });
  const release = await shop.pin("dev", service, "0.1.0");
  await shop.report("dev", release);
  return Object.assign(shop, { release });
}

async function stop(shop: Shop, reason: string): Promise<void> {
  const { developer } = shop;
  const commit = await developer.git("commit-tree", "HEAD^{tree}", "-m", reason);
  await developer.git("push", "--quiet", "origin", `${commit}:refs/heads/stop/staging`);
}

const headOf = async (shop: Shop) =>
  (await shop.developer.git("ls-remote", "origin", `refs/heads/${BRANCH}`)).slice(0, 40);

test("the check is on the head of an open promotion, and posted again only when it changes", async () => {
  await using shop = await start();
  await shop.run();
  const sha = await headOf(shop);
  const open = {
    sha,
    context: "slipway/gates",
    state: "success",
    description: "all gates are open: product none → 0.1.0",
  };
  expect(shop.forge.statuses).toMatchObject([open]);
  await shop.run();
  expect(shop.forge.statuses).toHaveLength(1);

  await stop(shop, "database trouble");
  await shop.run();
  expect(shop.forge.pulls).toMatchObject([{ state: "open" }]);
  expect(shop.forge.statuses.at(-1)).toMatchObject({
    sha,
    state: "failure",
    description: expect.stringMatching(/^product: stop: staging is stopped .*: database trouble/),
  });
  await shop.developer.git("push", "--quiet", "origin", ":refs/heads/stop/staging");
  await shop.run();
  expect(shop.forge.statuses).toHaveLength(3);
  expect(shop.forge.statuses.at(-1)).toMatchObject(open);
});

test("the head of a promotion that is closed is red, so that reopening it merges nothing", async () => {
  await using shop = await start();
  await shop.run();
  const sha = await headOf(shop);
  await shop.report("dev", shop.release, { state: "degraded", message: "1 of 4 pods" });
  await shop.run();
  expect(shop.forge.pulls).toMatchObject([{ state: "closed" }]);
  expect(shop.forge.statuses.at(-1)).toMatchObject({
    sha,
    state: "failure",
    description: expect.stringContaining("1 of 4 pods"),
  });
});

test("an approval belongs to the head it was given to: a newer release does not come in under it", async () => {
  await using shop = await start({ gates: "{ approvals: 1 }" });
  await shop.run();
  const wanting = { state: "pending", description: "product: approval: 0 of 1 approvals" };
  expect(shop.forge.statuses).toMatchObject([wanting]);
  const head = await headOf(shop);
  shop.forge.pulls[0]?.reviews.push({ login: "anna", state: "APPROVED", commit: head });
  await shop.run();
  expect(shop.forge.statuses.at(-1)).toMatchObject({ sha: head, state: "success" });

  await shop.report("dev", await shop.pin("dev", "product", "0.2.0"));
  await shop.run();
  const newer = await headOf(shop);
  expect(newer).not.toBe(head);
  expect(shop.forge.statuses.at(-1)).toMatchObject({ sha: newer, ...wanting });
  expect(shop.forge.pulls[0]?.body).toContain("- [ ] approval: 0 of 1 approvals");
});

test("a check that could not be posted fails its service, and the next run posts it", async () => {
  await using shop = await start();
  shop.forge.failNext(undefined, undefined, 422);
  expect((await shop.run()).results).toMatchObject([{ status: "failed" }]);
  expect(shop.forge.pulls).toHaveLength(1);
  expect((await shop.run()).results).toMatchObject([{ status: "nothing" }]);
  expect(shop.forge.pulls).toHaveLength(1);
  expect(shop.forge.statuses).toMatchObject([{ state: "success" }]);
});
