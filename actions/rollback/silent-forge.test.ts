/** A forge that does what it is asked and never answers, or breaks: what is bad is rolled back all the same, once. */
import { exitCode } from "@slipway/lib/app/report/outcome.ts";
import { type Disturbance, startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { bareRepository } from "@slipway/testing/git/bare-repository.ts";
import { git } from "@slipway/testing/git/git.ts";
import { recordedReport } from "@slipway/testing/report.ts";
import { expect, test } from "vitest";
import { startShop } from "./testing/platform.ts";

async function start(settings: Readonly<Record<string, string>> = {}) {
  const stack = new AsyncDisposableStack();
  const shop = stack.use(await startShop(settings));
  const forge = stack.use(await startGithubServer(bareRepository(shop.bare)));
  const good = await shop.prove("prod", "product", "0.1.0");
  const bad = await shop.abort("prod", "product", "0.2.0", good);
  const env = {
    GITHUB_API_URL: forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    SLIPWAY_API_DEADLINE: "0.3",
  };
  return { shop, forge, good, bad, env, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test.each<[Disturbance]>([["silent"], ["lost"], ["broken"]])(
  "PP-23 commits are made by an API that is %s: git takes the release back, with one commit",
  async (how) => {
    await using platform = await start();
    const { shop, forge, good } = platform;
    const before = await shop.tip();
    forge.disturb((_, path) => (path === "/graphql" ? how : undefined));
    const remembered = recordedReport();
    const env = { ...platform.env, GITHUB_ACTIONS: "true" };
    const outcome = await shop.auto({ env, remembered });
    expect(exitCode(outcome)).toBe(0);
    expect(await shop.pinned("prod", "product")).toBe(good.id);
    forge.disturb(undefined);
    expect((await shop.auto({ env })).results).toEqual([]);
    expect(await git(shop.bare, "rev-list", "--count", `${before}..main`)).toBe("1");
    expect(await shop.holds("prod")).toHaveLength(1);
    // What was done although nobody said so is seen by asking again, and is no warning then.
    if (how === "silent")
      expect(remembered.lines.join("\n")).toMatch(
        /warning: The forge's API does not answer, so the commit is pushed with git/,
      );
  },
);

test.each<[Disturbance]>([["silent"], ["lost"]])(
  "PP-13 where people review and the forge is %s: the service fails by name, and has one pull request eventually",
  async (how) => {
    await using platform = await start({ prod: "rollback: {merge: review}\n" });
    const { shop, forge, env } = platform;
    forge.disturb((method) => (method === "POST" ? how : undefined));
    const outcome = await shop.auto({ env });
    expect(exitCode(outcome)).toBe(1);
    expect(outcome.results).toMatchObject([
      { service: "product", status: "failed", reason: expect.stringMatching(/no response within 0\.3 s/) },
    ]);
    forge.disturb(undefined);
    await shop.auto({ env });
    expect((await shop.auto({ env })).results).toMatchObject([{ status: "nothing" }]);
    expect(forge.pulls).toMatchObject([{ head: "rollback/prod", state: "open" }]);
  },
);
