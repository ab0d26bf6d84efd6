/** A revert that says it is the bot's own, where the forge can tell. */
import { expect, test } from "vitest";
import { bareRepository } from "../lib/forge/testing/bare-repository.ts";
import { startGithubServer } from "../lib/forge/testing/github-server.ts";
import { filesOf } from "../testing/platform.ts";
import { startShop } from "./testing/platform.ts";

const MESSAGE = "revert(prod): product\n\nIt merged after a gate had closed.\n\nSlipway-Verb: promote";
const own = { verified: true, author: "slipway[bot]", committer: "web-flow" };

test.each([
  ["pushed with git", undefined, 1],
  ["verified as another account's", { ...own, author: "eve" }, 1],
  ["signed by its author's own key", { ...own, verified: false }, 1],
  ["verified as the bot's", own, 0],
] as const)("planted: promote's trailer on a person's revert, %s", async (_, record, holds) => {
  await using shop = await startShop();
  await using forge = await startGithubServer(bareRepository(shop.bare));
  const before = await shop.prove("prod", "product", "0.1.0");
  await shop.prove("prod", "product", "0.2.0");
  await shop.push(MESSAGE, Object.fromEntries(filesOf("prod", before)));
  if (record !== undefined) forge.commits.set(await shop.tip(), record);
  const env = { GITHUB_API_URL: forge.url, GITHUB_REPOSITORY: "shop/platform", GITHUB_ACTIONS: "true" };
  await shop.auto({ env });
  expect(await shop.holds("prod")).toHaveLength(holds);
});
