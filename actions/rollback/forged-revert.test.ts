/** A commit that puts a release back and says that a verb made it: the forge's record decides, the message does not. */
import { startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { bareRepository } from "@slipway/testing/git/bare-repository.ts";
import { filesOf } from "@slipway/testing/repositories/platform.ts";
import { expect, test } from "vitest";
import { startShop } from "./testing/platform.ts";

const messageOf = (verb: string) =>
  `revert(prod): product\n\nIt merged after a gate had closed.\n\nSlipway-Verb: ${verb}`;
const own = { verified: true, author: "slipway[bot]", committer: "web-flow" };
const mark = {
  context: "slipway/taken-back",
  state: "success",
  description: "by slipway: a gate had closed",
  target_url: null,
  created_at: "2026-01-01T00:00:00Z",
};

test.each([
  ["pushed with git", undefined, undefined, 1],
  ["verified as another account's", { ...own, author: "eve" }, undefined, 1],
  ["signed by its author's own key", { ...own, verified: false }, undefined, 1],
  ["marked by another account", undefined, "eve", 1],
  ["verified as the bot's", own, undefined, 0],
  ["marked by the bot", undefined, "slipway[bot]", 0],
] as const)("planted: promote's trailer on a revert, %s", async (_, record, creator, holds) => {
  await using shop = await startShop();
  await using forge = await startGithubServer(bareRepository(shop.bare));
  const before = await shop.prove("prod", "product", "0.1.0");
  await shop.prove("prod", "product", "0.2.0");
  await shop.push(messageOf("promote"), Object.fromEntries(filesOf("prod", before)));
  const sha = await shop.tip();
  if (record !== undefined) forge.commits.set(sha, record);
  if (creator !== undefined) forge.statuses.push({ sha, ...mark, creator });
  await shop.auto({ env: { GITHUB_API_URL: forge.url, GITHUB_REPOSITORY: "shop/platform" } });
  expect(await shop.holds("prod")).toHaveLength(holds);
});

test.each(["promote", "bump", "rollback", "hotfix"])(
  "planted: the trailer of %s, where no forge is known",
  async (verb) => {
    await using shop = await startShop();
    const before = await shop.prove("prod", "product", "0.1.0");
    await shop.prove("prod", "product", "0.2.0");
    const message = messageOf(verb).replace("revert(prod)", `${verb}(prod)`);
    await shop.push(message, Object.fromEntries(filesOf("prod", before)));
    await shop.auto();
    expect(await shop.holds("prod")).toHaveLength(1);
  },
);
