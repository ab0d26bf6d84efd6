/** Merges of people are evaluated again after the merge, with the facts at the time of the merge. */
import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { git, gitAt } from "@slipway/testing/git/git.ts";
import { filesOf } from "@slipway/testing/repositories/platform.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";

const BRANCH = "promote/staging/product";
const AFTER = { context: "slipway/after-merge" };
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

/** The promotion of product 0.1.0 to staging, which people review, is open and green. */
async function start() {
  const shop = await startShop({ services: ["product"] });
  const release = await shop.pin("dev", "product", "0.1.0", undefined, undefined, ago(3600));
  await shop.report("dev", release, {}, 5, ago(3000));
  await shop.run();
  expect(shop.forge.statuses).toMatchObject([{ context: "slipway/gates", state: "success" }]);
  return Object.assign(shop, { release });
}

const staging = async (shop: Shop) =>
  /^version: (\S+)$/m.exec(
    await shop.show("main:environments/staging/product/release/release.yaml").catch(() => ""),
  )?.[1];

const degraded = { state: "degraded", since: ago(60).toISOString(), message: "5 % errors" } as const;

async function hold({ push, release }: Awaited<ReturnType<typeof start>>): Promise<void> {
  const order = {
    cause: "person",
    reason: "loses orders",
    by: "grace",
    until: null,
    at: new Date(0),
  } as const;
  const file = holdFile("staging", "product", release.id);
  await push("hold(staging): product", { [file]: formatHold(toHold("staging", release, order)) });
}

async function stop(shop: Shop, at: Date): Promise<void> {
  const tree = await git(shop.bare, "mktree");
  const commit = await gitAt(at, shop.bare, "commit-tree", tree, "-m", "orders stand still");
  await git(shop.bare, "update-ref", "refs/heads/stop/staging", commit);
}

type Started = Awaited<ReturnType<typeof start>>;

test.each<[string, (shop: Started) => Promise<void>, RegExp]>([
  ["a hold", hold, /hold: .*is held in staging/],
  ["a stop", (shop) => stop(shop, ago(30)), /stop: /],
  [
    "degraded health",
    (shop) => shop.report("dev", shop.release, degraded, 5, ago(60)),
    /health: .*5 % errors/,
  ],
])(
  "planted: merged by a person after %s came, with a check that was green before it",
  async (_, close, why) => {
    await using shop = await start();
    await close(shop);
    await shop.merge(BRANCH);
    expect(await staging(shop)).toBe("0.1.0");
    const { results } = await shop.run();
    expect(await staging(shop)).toBeUndefined();
    expect(results).toContainEqual(
      expect.objectContaining({
        environment: "staging",
        service: "product",
        status: "failed",
        reason: expect.stringMatching(
          new RegExp(`merged while a gate was closed: .*${why.source}[\\s\\S]*reverted by`),
        ),
      }),
    );
    expect(shop.forge.statuses).toContainEqual(expect.objectContaining({ ...AFTER, state: "failure" }));
    const tip = await shop.show("main^{commit}");
    await shop.run();
    expect(await shop.show("main^{commit}")).toBe(tip);
  },
);

test.each<[string, (shop: Started) => Promise<void>]>([
  ["degraded health", (shop) => shop.report("dev", shop.release, degraded, 5, new Date())],
  ["a stop", (shop) => stop(shop, new Date())],
  ["a hold", hold],
  [
    "a newer release in dev",
    async (shop) => {
      await shop.push("feat: more", { "services/product/more.txt": "more" });
      await shop.report("dev", await shop.pin("dev", "product", "0.2.0"), {
        since: new Date().toISOString(),
      });
    },
  ],
])(
  "what merged with every gate open stays: %s that came after the merge is no fault of it",
  async (_, happen) => {
    await using shop = await start();
    await shop.merge(BRANCH);
    // The forge's clock counts in seconds; the run that the merge should have started was lost.
    const pull = shop.forge.pulls.find(({ head }) => head === BRANCH);
    Object.assign(pull ?? {}, { mergedAt: ago(10).toISOString() });
    await happen(shop);
    await shop.run();
    expect(await staging(shop)).toBe("0.1.0");
    expect(shop.forge.statuses).toContainEqual(expect.objectContaining({ ...AFTER, state: "success" }));
  },
);

test("what the bot had rolled back before, and let in again, stays", async () => {
  await using shop = await start();
  const { release } = shop;
  const older = await shop.pin("staging", "product", "0.0.9", release.source);
  await shop.pin("staging", "product", "0.1.0", release.source);
  const sha = await shop.push(
    "revert(staging): product\n\nIt merged after a gate had closed.\n\nSlipway-Verb: promote",
    Object.fromEntries(filesOf("staging", older)),
  );
  const mark = { context: "slipway/taken-back", state: "success", description: "", target_url: null };
  shop.forge.statuses.push({ sha, ...mark, creator: "slipway[bot]", created_at: ago(5).toISOString() });
  await shop.run();
  await shop.merge(BRANCH);
  await shop.run();
  expect(await staging(shop)).toBe("0.1.0");
  expect(shop.forge.statuses).toContainEqual(expect.objectContaining({ ...AFTER, state: "success" }));
});

test("planted: merged by a person although the check was red, or another account had set it green", async () => {
  await using shop = await start();
  const [gates] = shop.forge.statuses;
  Object.assign(gates ?? {}, { state: "failure", description: "product: signature: not signed" });
  await shop.merge(BRANCH);
  const told = { ...AFTER, state: "success", description: "fine", target_url: null, creator: "eve" };
  const sha = await git(shop.bare, "rev-parse", "main");
  shop.forge.statuses.push({ sha, ...told, created_at: "2026-01-01T00:00:00Z" });
  const { results } = await shop.run();
  expect(results).toContainEqual(
    expect.objectContaining({
      reason: expect.stringContaining("when it was merged: product: signature: not signed"),
    }),
  );
  expect(await staging(shop)).toBeUndefined();
});

test("planted: merged by a fast-forward, which keeps a date of hours ago, after a hold came", async () => {
  await using shop = await start();
  await hold(shop);
  await shop.merge(BRANCH);
  const [tree, before, head] = await Promise.all(
    ["main^{tree}", "main^1", "main^2"].map((name) => git(shop.bare, "rev-parse", name)),
  );
  const parents = ["-p", before ?? "", "-p", head ?? ""];
  const old = await gitAt(ago(7200), shop.bare, "commit-tree", tree ?? "", ...parents, "-m", "merge");
  await git(shop.bare, "update-ref", "refs/heads/main", old);
  expect(await staging(shop)).toBe("0.1.0");
  await shop.run();
  expect(await staging(shop)).toBeUndefined();
});
