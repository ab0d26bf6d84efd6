import { holdFile } from "@slipway/lib/domain/holds/holds.ts";
import { startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { bareRepository } from "@slipway/testing/git/bare-repository.ts";
import { git } from "@slipway/testing/git/git.ts";
import { expect, test } from "vitest";
import { type Run, startShop } from "./testing/platform.ts";

const BRANCH = "rollback/prod";

/** A shop whose rollbacks in prod people review, at a forge. */
async function reviewed() {
  const stack = new AsyncDisposableStack();
  const shop = stack.use(await startShop({ prod: "rollback: {merge: review}\n" }));
  const forge = stack.use(await startGithubServer(bareRepository(shop.bare)));
  const env = { GITHUB_API_URL: forge.url, GITHUB_REPOSITORY: "shop/platform" };
  return {
    shop,
    forge,
    auto: (run: Run = {}) => shop.auto({ env, ...run }),
    order: (services: string) =>
      shop.run({ env, inputs: { environment: "prod", services, reason: "slow <b>@team</b>" } }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("PP-21 where people review, the same revert and hold come as one pull request, opened once", async () => {
  await using platform = await reviewed();
  const { shop, forge } = platform;
  const good = await shop.prove("prod", "product", "0.1.0");
  const bad = await shop.abort("prod", "product", "0.2.0", good);
  const tip = await shop.tip();
  const { results, outputs } = await platform.auto();
  expect(results).toMatchObject([{ status: "done", reason: expect.stringMatching(/waits for review$/) }]);
  expect(JSON.parse(outputs.pulls ?? "")).toMatchObject([{ environment: "prod", number: 1 }]);
  expect(outputs.commit).toBe("");
  expect(await shop.tip()).toBe(tip);
  expect(forge.pulls).toMatchObject([
    { head: BRANCH, state: "open", title: "rollback(prod): product 0.2.0 → 0.1.0" },
  ]);
  const changed = (await git(shop.bare, "diff", "--name-only", "main", BRANCH)).split("\n");
  expect(changed).toContain(holdFile("prod", "product", bad.id));
  const head = await shop.tip(BRANCH);
  expect((await platform.auto({ later: 60 })).results).toMatchObject([{ status: "nothing" }]);
  expect(await shop.tip(BRANCH)).toBe(head);
  expect(forge.pulls).toHaveLength(1);
});

test("PP-13 a run that died between push and pull request is finished by the next one", async () => {
  await using platform = await reviewed();
  const { shop, forge } = platform;
  const good = await shop.prove("prod", "product", "0.1.0");
  await shop.abort("prod", "product", "0.2.0", good);
  forge.failNext(422, 422);
  expect((await platform.auto()).results).toMatchObject([{ status: "failed" }]);
  const head = await shop.tip(BRANCH);
  expect((await platform.auto()).results).toMatchObject([{ status: "done" }]);
  expect(await shop.tip(BRANCH)).toBe(head);
  expect(forge.pulls).toMatchObject([{ head: BRANCH, state: "open" }]);
});

test("two orders share the pull request, and neither undoes the other", async () => {
  await using platform = await reviewed();
  const { shop, forge } = platform;
  for (const service of ["product", "order"]) {
    await shop.prove("prod", service, "0.1.0");
    await shop.prove("prod", service, "0.2.0");
  }
  await platform.order("product");
  await platform.order("order");
  const changed = await git(shop.bare, "diff", "--name-only", `main...${BRANCH}`);
  expect(changed).toMatch(/prod\/product\/release/);
  expect(changed).toMatch(/prod\/order\/release/);
  expect(forge.pulls).toHaveLength(1);
  expect(forge.pulls[0]?.title).toBe("rollback(prod): order 0.2.0 → 0.1.0, and 1 more");
  const [body = "", waiting = ""] = (forge.pulls[0]?.body ?? "").split("### Also on this branch");
  expect(body).not.toMatch(/<b>|@team/);
  expect(waiting).toMatch(/```\nrollback\(prod\): product 0\.2\.0 → 0\.1\.0\n/);
});

test("a branch that was merged and not deleted is rebuilt; one that a person closed is left alone", async () => {
  await using platform = await reviewed();
  const { shop, forge } = platform;
  const good = await shop.prove("prod", "product", "0.1.0");
  await shop.abort("prod", "product", "0.2.0", good);
  await platform.auto();
  await git(shop.bare, "update-ref", "refs/heads/main", await shop.tip(BRANCH));
  for (const pull of forge.pulls) Object.assign(pull, { state: "closed", mergedAt: "2026-03-01T12:00:00Z" });
  await shop.developer.git("pull", "--quiet", shop.bare, "main");
  await shop.report("prod", good);
  await shop.abort("prod", "product", "0.3.0", good);
  expect((await platform.auto()).results).toMatchObject([{ status: "done" }]);
  expect(await git(shop.bare, "rev-list", "--count", `main..${BRANCH}`)).toBe("1");
  for (const pull of forge.pulls) Object.assign(pull, { state: "closed" });
  expect((await platform.auto()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/was closed by a person/) },
  ]);
});

test("what moved meanwhile is rebuilt on the tip; what waits for other services stays", async () => {
  await using platform = await reviewed();
  const { shop, forge } = platform;
  const good: Record<string, string> = {};
  for (const service of ["product", "order"]) {
    good[service] = (await shop.prove("prod", service, "0.1.0")).id;
    await shop.prove("prod", service, "0.2.0");
  }
  await platform.order("product order");
  const fix = await shop.prove("prod", "product", "0.3.0");
  await shop.abort("prod", "product", "0.4.0", fix);
  await platform.auto();
  const merged = await git(shop.bare, "merge-tree", "--write-tree", "main", BRANCH);
  const idOf = async (service: string) =>
    git(shop.bare, "show", `${merged}:environments/prod/${service}/release/release.yaml`);
  expect(await idOf("product")).toContain(fix.id);
  expect(await idOf("order")).toContain(good.order);
  expect(forge.pulls).toHaveLength(1);
  expect(forge.pulls[0]?.body).toContain("open rollbacks, on the current tip");
});

test("a forge that is down fails the service, and an environment that pushes needs none", async () => {
  await using platform = await reviewed();
  const { shop } = platform;
  const dev = await shop.prove("dev", "product", "0.1.0");
  await shop.abort("dev", "product", "0.2.0", dev);
  const prod = await shop.prove("prod", "product", "0.1.1");
  await shop.abort("prod", "product", "0.2.1", prod);
  const env = { GITHUB_API_URL: "http://127.0.0.1:9", GITHUB_REPOSITORY: "shop/platform" };
  const { results } = await platform.auto({ env });
  expect(results).toMatchObject([
    { environment: "dev", status: "done" },
    { environment: "prod", status: "failed" },
  ]);
  expect(await shop.pinned("dev", "product")).toBe(dev.id);
});

test("planted: what somebody put on the branch is not carried on by the bot; its own orders are", async () => {
  await using platform = await reviewed();
  const { shop } = platform;
  for (const service of ["product", "order"]) {
    await shop.prove("prod", service, "0.1.0");
    await shop.prove("prod", service, "0.2.0");
  }
  const { developer } = shop;
  await developer.git("pull", "--quiet", shop.bare, "main");
  await developer.git("checkout", "--quiet", "--detach", "HEAD");
  const evil = "environments/prod/order/release/manifests.yaml";
  const sha = await developer.commit("rollback(prod): order\n\nSlipway-Verb: rollback", {
    [evil]: "kind: Evil\n",
    "environments/dev/holds/README.md": "none\n",
  });
  await developer.git("push", "--quiet", shop.bare, `HEAD:refs/heads/${BRANCH}`);
  await developer.git("checkout", "--quiet", "main");
  const { results } = await platform.order("product");
  expect(results).toMatchObject([
    { status: "done", reason: expect.stringMatching(new RegExp(`it was replaced. It was commit ${sha}`)) },
  ]);
  const changed = await git(shop.bare, "diff", "--name-only", `main...${BRANCH}`);
  expect(changed).toMatch(/prod\/product\/release/);
  expect(changed).not.toMatch(/order|environments\/dev/);
});
