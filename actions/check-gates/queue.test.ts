/** The check on the commits of a merge queue. */
import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";

import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import type { Files } from "@slipway/testing/git/clone.ts";
import { testContext } from "@slipway/testing/report.ts";
import { manifests, type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { checkGates } from "./check-gates.ts";
import { request } from "./request.ts";
import { RELEASE, releaseAt } from "./testing/head.ts";

const PROMOTION = "promote/staging/product";

/** product 0.1.0 is in dev, healthy, and on its way to staging. */
async function start(policy: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const shop = await startShop({ services: ["product"], policies: { staging: policy } });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release);
  await shop.pin("staging", "product", "0.0.9", release.source);
  await shop.run();
  return shop;
}

/** As a queue does: main, and on top of it each branch by a merge commit. */
async function queued(shop: Shop, ...branches: readonly string[]) {
  const { developer } = shop;
  await developer.git("fetch", "--quiet", "origin");
  await developer.git("checkout", "--quiet", "--detach", "origin/main");
  const base = await developer.git("rev-parse", "HEAD");
  for (const branch of branches)
    await developer.git("merge", "--quiet", "--no-ff", "--no-edit", `origin/${branch}`);
  return { base, head: await pushed(shop) };
}

async function pushed(shop: Shop): Promise<string> {
  await shop.developer.git(
    "push",
    "--quiet",
    "--force",
    "origin",
    "HEAD:refs/heads/gh-readonly-queue/main/pr-1",
  );
  const head = await shop.developer.git("rev-parse", "HEAD");
  await shop.developer.git("checkout", "--quiet", "main");
  return head;
}

async function branch(shop: Shop, name: string, files: Files, from = "origin/main"): Promise<void> {
  const { developer } = shop;
  await developer.git("fetch", "--quiet", "origin");
  await developer.git("checkout", "--quiet", "--detach", from);
  await developer.commit("feat: something", files);
  await developer.git("push", "--quiet", "--force", "origin", `HEAD:refs/heads/${name}`);
}

async function check(shop: Shop, group: { readonly base: string; readonly head: string }) {
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: shop.forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    SLIPWAY_TOKEN: "bot-token",
  };
  const outcome = await checkGates(
    request.parse(group),
    testContext(shop.developer.path, { env, clock: { now: () => new Date() } }),
  );
  return {
    state: outcome.outputs.state,
    reason: outcome.results[0]?.reason,
    posted: shop.forge.statuses.findLast(({ sha }) => sha === group.head),
  };
}

test("a queue with a promotion and work of people passes, and is reported on the queue's own commit", async () => {
  await using shop = await start();
  await branch(shop, "topic", { "services/product/index.ts": "export {};\n" });
  expect(await check(shop, await queued(shop, PROMOTION, "topic"))).toMatchObject({
    state: "success",
    posted: {
      context: "slipway/gates",
      state: "success",
      description: "changes only what may change: staging/product",
    },
  });
  expect(await check(shop, await queued(shop, "topic"))).toMatchObject({
    state: "success",
    posted: { description: "changes no release" },
  });
});

test("a squash commit, which has no branch any more, is recognized by its folder", async () => {
  await using shop = await start();
  const { base } = await queued(shop, PROMOTION);
  await shop.developer.git("checkout", "--quiet", "--detach", base);
  await shop.developer.git("merge", "--quiet", "--squash", `origin/${PROMOTION}`);
  await shop.developer.git("commit", "--quiet", "-m", "promote(staging): product");
  expect(await check(shop, { base, head: await pushed(shop) })).toMatchObject({ state: "success" });
});

test("PP-11 planted: a release of no branch, next to a permitted promotion", async () => {
  await using shop = await start();
  const prod = `${releasePath("prod", "product")}/release.yaml`;
  await branch(shop, "topic", { [prod]: "id: mine\n" });
  expect(await check(shop, await queued(shop, PROMOTION, "topic"))).toMatchObject({
    state: "failure",
    posted: { state: "failure", description: expect.stringMatching(/prod\/product\/release: no promotion/) },
  });
  await branch(shop, "topic", { [`${RELEASE}/manifests.yaml`]: manifests("product", "evil") });
  expect(await check(shop, await queued(shop, "topic"))).toMatchObject({ state: "failure" });
  await branch(shop, "topic", { "environments/prod/holds/product-aaaaaaaaaaaa.yaml": "schema: 9\n" });
  expect(await check(shop, await queued(shop, "topic"))).toMatchObject({ state: "failure" });
});

test("a promotion whose gate has closed since is refused, because a queue does not wait", async () => {
  await using shop = await start({ gates: "{ approvals: 1 }" });
  expect(await check(shop, await queued(shop, PROMOTION))).toMatchObject({
    state: "failure",
    reason: expect.stringMatching(/promote\/staging\/product waits: product: approval: 0 of 1 approvals/),
  });
});

test("PP-21 a person's revert passes, unless the restored release is held", async () => {
  await using shop = await start();
  const old = await shop.developer.git("rev-parse", "main");
  const newer = await shop.pin("staging", "product", "0.2.0");
  const forward = await releaseAt(shop, "main");
  await branch(shop, "topic", await releaseAt(shop, old));
  expect(await check(shop, await queued(shop, "topic"))).toMatchObject({ state: "success" });
  const order = {
    cause: "failed",
    reason: "sells nothing",
    by: "bot",
    at: new Date(0),
    until: null,
  } as const;
  await shop.push("revert: product in staging", {
    ...(await releaseAt(shop, old)),
    [holdFile("staging", "product", newer.id)]: formatHold(toHold("staging", newer, order)),
  });
  await branch(shop, "topic", forward);
  expect(await check(shop, await queued(shop, "topic"))).toMatchObject({
    state: "failure",
    reason: expect.stringContaining("sells nothing"),
  });
});
