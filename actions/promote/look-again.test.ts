/** What people merge where they review is looked at after the merge, as the bot's own merges are. */
import { expect, test } from "vitest";
import { formatHold, holdFile, toHold } from "../lib/holds/holds.ts";
import { git } from "../testing/git.ts";
import { type Shop, startShop } from "./testing/platform.ts";

const BRANCH = "promote/staging/product";
const AFTER = { context: "slipway/after-merge" };

/** The promotion of product 0.1.0 to staging, which people review, is open and green. */
async function start() {
  const shop = await startShop({ services: ["product"] });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release);
  await shop.run();
  expect(shop.forge.statuses).toMatchObject([{ context: "slipway/gates", state: "success" }]);
  return Object.assign(shop, { release });
}

const staging = async (shop: Shop) =>
  /^version: (\S+)$/m.exec(
    await shop.show("main:environments/staging/product/release/release.yaml").catch(() => ""),
  )?.[1];

const order = { cause: "person", reason: "loses orders", by: "grace", until: null, at: new Date(0) } as const;

test("planted: merged by a person after a hold came, with a check that was green before it", async () => {
  await using shop = await start();
  const { release } = shop;
  const file = holdFile("staging", "product", release.id);
  await shop.push("hold(staging): product", { [file]: formatHold(toHold("staging", release, order)) });
  await shop.merge(BRANCH);
  expect(await staging(shop)).toBe("0.1.0");
  const { results } = await shop.run();
  expect(await staging(shop)).toBeUndefined();
  expect(results).toContainEqual(
    expect.objectContaining({
      ...{ environment: "staging", service: "product", status: "failed" },
      reason: expect.stringMatching(
        /merged while a gate was closed: .*is held in staging[\s\S]*taken back by/,
      ),
    }),
  );
  expect(shop.forge.statuses).toContainEqual(expect.objectContaining({ ...AFTER, state: "failure" }));
  const tip = await shop.show("main^{commit}");
  await shop.run();
  expect(await shop.show("main^{commit}")).toBe(tip);
});

test.each(["stop/staging", "stop/all"])("planted: merged by a person after %s was pushed", async (stop) => {
  await using shop = await start();
  const tree = await git(shop.bare, "mktree");
  const commit = await git(shop.bare, "commit-tree", tree, "-m", "orders stand still");
  await git(shop.bare, "update-ref", `refs/heads/${stop}`, commit);
  await shop.merge(BRANCH);
  await shop.run();
  expect(await staging(shop)).toBeUndefined();
});

test("planted: merged by a person after it was degraded where it ran", async () => {
  await using shop = await start();
  await shop.report("dev", shop.release, { state: "degraded", since: new Date().toISOString() });
  await shop.merge(BRANCH);
  await shop.run();
  expect(await staging(shop)).toBeUndefined();
});

test("what merged with every gate open stays, also when a gate closes after it was looked at", async () => {
  await using shop = await start();
  await shop.merge(BRANCH);
  await shop.run();
  expect(shop.forge.statuses).toContainEqual(expect.objectContaining({ ...AFTER, state: "success" }));
  await shop.report("dev", shop.release, { state: "degraded", since: new Date().toISOString() });
  await shop.run();
  expect(await staging(shop)).toBe("0.1.0");
  expect(shop.forge.statuses.filter(({ context }) => context === AFTER.context)).toHaveLength(1);
});

test("planted: a look that another account claims to have taken is taken all the same", async () => {
  await using shop = await start();
  await shop.report("dev", shop.release, { state: "degraded", since: new Date().toISOString() });
  await shop.merge(BRANCH);
  const told = {
    description: "every gate was open",
    target_url: null,
    creator: "eve",
    created_at: "2026-01-01T00:00:00Z",
  };
  shop.forge.statuses.push({
    sha: await git(shop.bare, "rev-parse", "main"),
    ...AFTER,
    state: "success",
    ...told,
  });
  await shop.run();
  expect(await staging(shop)).toBeUndefined();
});
