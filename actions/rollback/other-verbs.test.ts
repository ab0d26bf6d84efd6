/** What rollback leaves is what the other verbs read: holds keep promote from bringing a release back. */
import { git } from "@slipway/testing/git/git.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { checkGates } from "../check-gates/check-gates.ts";
import { request as gatesRequest } from "../check-gates/request.ts";
import { request } from "./request.ts";
import { rollback } from "./rollback.ts";

const BRANCH = "promote/staging/product";

function contextOf(shop: Shop) {
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: shop.forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    SLIPWAY_TOKEN: "bot-token",
  };
  return testContext(shop.developer.path, { env, clock: { now: () => new Date() } });
}

async function auto(shop: Shop) {
  const outcome = await rollback(request.parse({ auto: "true" }), contextOf(shop));
  await shop.developer.git("pull", "--quiet", "--rebase", shop.server.folder("platform"), "main");
  return outcome;
}

/** Released in dev, promoted to staging by a reviewer, and reported from both. */
async function throughStaging(shop: Shop, version: string) {
  const release = await shop.pin("dev", "product", version);
  await shop.report("dev", release);
  await shop.run();
  await shop.merge(BRANCH);
  return release;
}

test("PP-23 what was aborted in staging is rolled back, not promoted again, and a newer release ends that", async () => {
  await using shop = await startShop();
  const good = await throughStaging(shop, "1.0.0");
  await shop.report("staging", good, { since: "2026-01-01T00:00:00Z" });
  const bad = await throughStaging(shop, "1.1.0");
  const stable = { releaseId: good.id };
  const since = "2026-01-02T00:00:00Z";
  await shop.report("staging", bad, { state: "aborted", cause: "failed", stable, since });
  expect((await auto(shop)).results).toMatchObject([{ environment: "staging", status: "done" }]);
  expect(await shop.show("main:environments/staging/product/release/release.yaml")).toContain(good.id);

  await shop.report("staging", good, { since: "2026-01-03T00:00:00Z" });
  const { results } = await shop.run();
  expect(results).toContainEqual(
    expect.objectContaining({ environment: "staging", reason: expect.stringMatching(/1\.1\.0 is held/) }),
  );
  expect(await shop.branches()).not.toContain(BRANCH);

  await throughStaging(shop, "1.2.0");
  expect(await shop.show("main:environments/staging/product/release/release.yaml")).toContain(
    "version: 1.2.0",
  );
  expect((await auto(shop)).results).toEqual([]);
});

test("PP-11 the pull request of a rollback passes the check that guards release folders", async () => {
  await using shop = await startShop({ policies: { staging: { rollback: "{merge: review}" } } });
  const good = await throughStaging(shop, "1.0.0");
  await shop.report("staging", good, { since: "2026-01-01T00:00:00Z" });
  const bad = await throughStaging(shop, "1.1.0");
  const stable = { releaseId: good.id };
  const since = "2026-01-02T00:00:00Z";
  await shop.report("staging", bad, { state: "aborted", cause: "failed", stable, since });
  await auto(shop);
  const head = await git(shop.server.folder("platform"), "rev-parse", "rollback/staging");
  const { outputs } = await checkGates(gatesRequest.parse({ head }), contextOf(shop));
  expect(outputs.state).toBe("success");
});

test("a person's plain revert takes effect at once: promote does not undo it before the hold is written, nor after", async () => {
  await using shop = await startShop();
  const good = await throughStaging(shop, "1.0.0");
  await shop.report("staging", good, { since: "2026-01-01T00:00:00Z" });
  await throughStaging(shop, "1.1.0");
  await shop.developer.git("revert", "--no-edit", "-m", "1", "HEAD");
  await shop.developer.git("push", "--quiet", shop.server.folder("platform"), "HEAD:main");
  const isHeld = expect.objectContaining({
    environment: "staging",
    service: "product",
    reason: expect.stringMatching(/1\.1\.0 is held .*put 1\.0\.0 back with/),
  });
  expect((await shop.run()).results).toContainEqual(isHeld);
  expect((await auto(shop)).results).toMatchObject([{ environment: "staging", status: "done" }]);
  expect((await shop.run()).results).toContainEqual(isHeld);
  expect(await shop.branches()).not.toContain(BRANCH);
});
