/** A check that is green turns red when a gate closes, without waiting for the run that promotes. */
import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { git } from "@slipway/testing/git/git.ts";
import { testContext } from "@slipway/testing/report.ts";
import { environmentFile } from "@slipway/testing/repositories/platform.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { checkGates } from "./check-gates.ts";
import { request } from "./request.ts";

/** The promotion of product 0.1.0 to staging, which people review, is open and green. */
async function start() {
  const shop = await startShop({ services: ["product"] });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release);
  await shop.run();
  expect(standing(shop)).toMatchObject({ state: "success" });
  return Object.assign(shop, { release });
}

const standing = ({ forge }: Shop) => forge.statuses.findLast(({ context }) => context === "slipway/gates");

/** All open pull requests, as after a push to main. */
async function check(shop: Shop) {
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: shop.forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    SLIPWAY_TOKEN: "bot-token",
  };
  const context = testContext(shop.developer.path, { env, clock: { now: () => new Date() } });
  return (await checkGates(request.parse({}), context)).outputs.state;
}

async function stop(shop: Shop, branch: string): Promise<void> {
  const commit = await git(
    shop.bare,
    "commit-tree",
    await git(shop.bare, "mktree"),
    "-m",
    "orders stand still",
  );
  await git(shop.bare, "update-ref", `refs/heads/${branch}`, commit);
}

type Started = Awaited<ReturnType<typeof start>>;

async function hold(shop: Started): Promise<void> {
  const order = {
    cause: "person",
    reason: "loses orders",
    by: "grace",
    until: null,
    at: new Date(0),
  } as const;
  const file = holdFile("staging", "product", shop.release.id);
  await shop.push("hold", { [file]: formatHold(toHold("staging", shop.release, order)) });
}

const now = () => new Date().toISOString();

test.each<[string, (shop: Started) => Promise<void>, string, RegExp]>([
  ["a hold", hold, "failure", /product: hold: .*is held in staging/],
  ["a stop of everything", (shop) => stop(shop, "stop/all"), "failure", /product: stop: /],
  [
    "degraded health",
    (shop) => shop.report("dev", shop.release, { state: "degraded", since: now(), message: "5 % errors" }),
    "failure",
    /product: health: .*degraded/,
  ],
  [
    "an abort",
    (shop) => shop.report("dev", shop.release, { state: "aborted", cause: "failed", since: now() }),
    "failure",
    /product: analysis: /,
  ],
  [
    "a freeze",
    async (shop) => {
      const freezes = '[{name: always, cron: "0 * * * *", duration: 2h, timezone: UTC}]';
      const file = environmentFile("staging", 2, "dev", { freezes });
      await shop.push("chore: freeze", { "environments/staging/environment.yaml": file });
    },
    "pending",
    /product: freeze: /,
  ],
])("planted: %s after the check was green", async (_, happen, state, reason) => {
  await using shop = await start();
  await happen(shop);
  expect(await check(shop)).toBe(state);
  expect(standing(shop)).toMatchObject({ state, description: expect.stringMatching(reason) });
});

test("only promote turns it green again; its bypasses stay in force", async () => {
  await using shop = await start();
  const degraded = { state: "degraded", since: now() } as const;
  await shop.report("dev", shop.release, degraded);
  expect(await check(shop)).toBe("failure");
  const bypass = {
    bypass: "health",
    "bypass-for": "staging/product",
    reason: "the probe is wrong",
    actor: "ann",
  };
  await shop.run({ inputs: bypass });
  expect(standing(shop)).toMatchObject({ state: "success", description: "bypassed: health by ann" });
  const posted = shop.forge.statuses.length;
  expect(await check(shop)).toBe("success");
  expect(shop.forge.statuses).toHaveLength(posted);
  await stop(shop, "stop/staging");
  expect(await check(shop)).toBe("failure");
  await git(shop.bare, "update-ref", "-d", "refs/heads/stop/staging");
  expect(await check(shop)).toBe("failure");
  await shop.run();
  expect(standing(shop)).toMatchObject({ state: "success" });
});
