/** Pull requests that falsely claim to be hotfixes. */
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import type { Files } from "@slipway/testing/git/clone.ts";
import { testContext } from "@slipway/testing/report.ts";
import { builtFrom, HOTFIX, type Shop, startShop } from "@slipway/testing/repositories/hotfix.ts";
import { digestOf, releaseFiles, releaseOf } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { checkGates } from "./check-gates.ts";
import { request } from "./request.ts";

const BRANCH = "hotfix-release/prod/sell";

async function check(shop: Shop, head: string) {
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: shop.forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    SLIPWAY_TOKEN: "bot-token",
  };
  const outcome = await checkGates(
    request.parse({ head }),
    testContext(shop.developer.path, { env, clock: { now: () => new Date() } }),
  );
  return { state: outcome.outputs.state, reason: outcome.results[0]?.reason };
}

/** A release folder written by a person that claims to be hotfix/sell. */
function claim(source: string, hotfix: string | undefined = "hotfix/sell"): Files {
  const made = releaseOf("product", { version: "1.4.3", source, digest: digestOf("f") });
  return releaseFiles("prod", { ...made, release: { ...made.release, hotfix } });
}

test("the status of slipway hotfix on its branch stays, also while approvals are missing", async () => {
  await using shop = await startShop({ policy: "hotfix: {allowed: true, approvals: 1}\n" });
  const fix = await shop.cut("hotfix/sell", shop.pinned);
  await shop.run(builtFrom(fix));
  const [head = ""] = (await shop.developer.git("ls-remote", "origin", `refs/heads/${BRANCH}`)).split("\t");
  expect(await check(shop, head)).toMatchObject({
    state: "pending",
    reason: expect.stringContaining("approval"),
  });
  await shop.approve(BRANCH);
  await shop.run();
  expect(await check(shop, head)).toMatchObject({ state: "success" });
  // Planted: a stop after the status was posted.
  const { developer } = shop;
  const stop = await developer.git("commit-tree", "-m", "orders stand still", "HEAD^{tree}");
  await developer.git("push", "--quiet", "origin", `${stop}:refs/heads/stop/prod`);
  expect(await check(shop, head)).toMatchObject({
    state: "failure",
    reason: expect.stringContaining("product: stop: "),
  });
});

test("a hotfix without a status of slipway hotfix waits, and nothing is posted", async () => {
  await using shop = await startShop();
  const fix = await shop.cut("hotfix/sell", shop.pinned);
  const head = await shop.cut(BRANCH, "bare/main", claim(fix));
  expect(await check(shop, head)).toEqual({
    state: "pending",
    reason: "the next run of slipway hotfix evaluates the gates",
  });
  expect(shop.forge.statuses).toEqual([]);
});

test.each<[string, string, (shop: Shop, later: string) => Promise<{ files: Files; branch?: string }>]>([
  [
    "an environment that allows none",
    "prod allows no hotfix",
    async (shop) => {
      await shop.push("chore: none", { "environments/prod/environment.yaml": await withoutHotfix(shop) });
      return { files: claim(await shop.cut("hotfix/sell", shop.pinned)) };
    },
  ],
  [
    "cut somewhere else",
    "contains commits of main that are not in prod",
    async (shop, later) => ({ files: claim(await shop.cut("hotfix/sell", later)) }),
  ],
  [
    "main merged into it",
    "contains commits of main that are not in prod",
    async (shop, later) => {
      await shop.cut("hotfix/sell", shop.pinned);
      await shop.developer.git("merge", "--quiet", "--no-edit", later);
      const merged = await shop.cut("hotfix/sell", "HEAD", { "services/product/src/z.ts": "export {};\n" });
      return { files: claim(merged) };
    },
  ],
  [
    "not on the branch it names",
    "which is not on hotfix/sell",
    async (shop) => ({ files: claim(await shop.cut("topic", shop.pinned)) }),
  ],
  [
    "no commit of its own",
    "has no commit of its own",
    async (shop) => {
      await shop.developer.git("push", "--quiet", "origin", `${shop.pinned}:refs/heads/hotfix/sell`);
      return { files: claim(shop.pinned) };
    },
  ],
  [
    "another branch's hotfix",
    "but comes by hotfix-release/prod/sell",
    async (shop) => ({ files: claim(await shop.cut("hotfix/other", shop.pinned), "hotfix/other") }),
  ],
  [
    "a release that names none",
    "does not say which hotfix it is",
    async (shop) => {
      const made = releaseOf("product", {
        version: "1.4.3",
        source: await shop.cut("hotfix/sell", shop.pinned),
      });
      return { files: releaseFiles("prod", made) };
    },
  ],
  [
    "an id that is another's",
    "edited manually",
    async (shop) => {
      const fix = await shop.cut("hotfix/sell", shop.pinned);
      const own = claim(fix);
      const manifests = `${releasePath("prod", "product")}/manifests.yaml`;
      return { files: { ...own, [manifests]: `${String(own[manifests])}# another's\n` } };
    },
  ],
  [
    "something beside the release",
    "a hotfix may contain only release folders: actions/mine.ts",
    async (shop) => {
      const fix = await shop.cut("hotfix/sell", shop.pinned);
      return { files: { ...claim(fix), "actions/mine.ts": "export {};\n" } };
    },
  ],
  [
    "a person's own branch",
    "only slipway may change release folders",
    async (shop) => ({ files: claim(await shop.cut("hotfix/sell", shop.pinned)), branch: "topic" }),
  ],
])("PP-11 planted: %s", async (_, words, plant) => {
  await using shop = await startShop({ policy: HOTFIX });
  const later = await shop.push("feat: later", { "services/product/src/later.ts": "export {};\n" });
  const { files, branch = BRANCH } = await plant(shop, later);
  const head = await shop.cut(branch, "bare/main", files);
  expect(await check(shop, head)).toMatchObject({ state: "failure", reason: expect.stringContaining(words) });
});

async function withoutHotfix(shop: Shop): Promise<string> {
  const text = await shop.show("main:environments/prod/environment.yaml");
  return `${text.replace(/^hotfix: .*$/m, "")}\n`;
}
