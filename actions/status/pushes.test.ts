/** What the forge recorded about pushes, held against what commits say of themselves. */
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { git } from "@slipway/testing/git/git.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import * as z from "zod";
import { request } from "./request.ts";
import { status } from "./status.ts";

const EVIDENCE = "evidence/dev/main";
const now = () => new Date().toISOString();

async function start() {
  const shop = await startShop({ services: ["product"] });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release);
  return shop;
}

async function said(shop: Shop, token = "bot-token"): Promise<readonly string[]> {
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: shop.forge.url,
    SLIPWAY_TOKEN: token,
    GITHUB_REPOSITORY: "shop/platform",
  };
  const clock = { now: () => new Date() };
  const { outputs } = await status(request.parse({}), testContext(shop.developer.path, { env, clock }));
  return z.array(z.string()).parse(JSON.parse(outputs.pushes ?? ""));
}

const pushed = (after: string, login = "reporter[bot]", timestamp = now()) => ({ after, login, timestamp });
const tip = (shop: Shop, branch: string) => git(shop.bare, "rev-parse", branch);

test("pushed by one account when the commits say so: nothing is reported", async () => {
  await using shop = await start();
  shop.forge.pushes.set(EVIDENCE, [pushed(await tip(shop, EVIDENCE))]);
  shop.forge.pushes.set("main", [pushed(await tip(shop, "main"), "slipway[bot]")]);
  expect(await said(shop)).toEqual([]);
});

test("planted: another account pushed evidence, and a pin and evidence are dated hours before their push", async () => {
  await using shop = await start();
  const later = new Date(Date.now() + 3 * 3_600_000).toISOString();
  const [evidence, main] = [await tip(shop, EVIDENCE), await tip(shop, "main")];
  shop.forge.pushes.set(EVIDENCE, [pushed(evidence, "eve", later), pushed("0".repeat(40))]);
  shop.forge.pushes.set("main", [pushed(main, "eve", later)]);
  expect(await said(shop)).toEqual([
    `${EVIDENCE}: pushed by eve, reporter[bot]; only the reporter of that cluster may`,
    expect.stringMatching(`${EVIDENCE}: ${shortSha(evidence)} says it was made at .*, but eve pushed it at`),
    expect.stringMatching(`dev/product: ${shortSha(main)} says it was made at .*, but eve pushed it at`),
  ]);
});

test("what the forge does not remember or tell is reported as not checked", async () => {
  await using shop = await start();
  shop.forge.pushes.set(EVIDENCE, undefined);
  expect(await said(shop)).toEqual([
    `${EVIDENCE}: who pushed it was not checked: the token may not read the repository's activity`,
    expect.stringContaining("main: when 1 of 1 pins were pushed was not checked"),
  ]);
  expect(await said(shop, "")).toEqual([expect.stringContaining("was not checked: SLIPWAY_TOKEN")]);
});
