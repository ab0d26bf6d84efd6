/** The environments are in a repository of their own: what is pinned there comes from the services' repositories. */
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { git } from "@slipway/testing/git/git.ts";
import { pushExample } from "@slipway/testing/registry/example-registry.ts";
import { sourceToken, startApart } from "@slipway/testing/repositories/apart.ts";
import { digestOf } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { bump } from "./bump.ts";
import { request } from "./request.ts";
import { reasonOf, statuses } from "./testing/outcome.ts";

const level = (name: string) => `replicas: 2\nenv: {LOG_LEVEL: ${name}}\n`;

test("one service's repository: rendered from it, pinned in the other, with links to its commits", async () => {
  await using repo = await startApart(["order"]);
  const checkout = await repo.checkout();
  const first = await repo.bump(checkout, "order", repo.sourceOf("order"), "a");
  expect(statuses(first)).toEqual({ order: "done" });
  const next = await repo.push("order", "feat: say more", level("debug"));
  const env = {
    GITHUB_SERVER_URL: "https://forge.example.com",
    GITHUB_REPOSITORY: "shop/order",
    GITHUB_RUN_ID: "42",
  };
  const second = await repo.bump(checkout, "order", next, "b", { env });
  expect(statuses(second)).toEqual({ order: "done" });
  const address = repo.addressOf("order").replace(/\.git$/, "");
  expect(await repo.pinned("order")).toMatchObject({
    version: "0.2.0",
    source: next,
    repository: address,
    image: { digest: digestOf("b") },
  });
  expect(
    (await (await repo.tip()).read("environments/dev/order/release/manifests.yaml"))?.toString(),
  ).toContain("debug");
  const [commit] = await repo.landed.log("main", { limit: 1 });
  expect(commit?.sha).toBe(second.outputs.commit);
  expect(commit?.message).toContain(`  - say more (order@${shortSha(next)})\n`);
  expect(commit?.message).toContain(
    `Source: ${next}\nSource-Commit: ${address}/commit/${next}\nRun: https://forge.example.com/shop/order/actions/runs/42\n`,
  );
});

test("the history is fetched without its files, and nothing of it comes into the configuration repository", async () => {
  await using repo = await startApart(["order"]);
  await repo.repositoryOf("order").push("docs: a large file", { "large.bin": "x".repeat(10_000) });
  const source = await repo.push("order", "feat: say more", level("debug"));
  const checkout = await repo.checkout();
  expect(statuses(await repo.bump(checkout, "order", source, "a"))).toEqual({ order: "done" });
  const listed = ["rev-list", "--objects", "--missing=print", source];
  const missing = (await checkout.git(...listed)).split("\n").filter((line) => line.startsWith("?"));
  const large = await repo.repositoryOf("order").git("rev-parse", "HEAD:large.bin");
  expect(missing).toContain(`?${large}`);
  const config = repo.server.folder("config");
  await expect(git(config, "cat-file", "-e", source)).rejects.toThrow();
  expect(await git(config, "tag", "--list")).toBe("");
});

test("PP-10 order is that of the service's repository: a late run of an older commit is refused", async () => {
  await using repo = await startApart(["order"]);
  const checkout = await repo.checkout();
  const older = await repo.push("order", "feat: one", level("debug"));
  const newer = await repo.push("order", "feat: two", level("warn"));
  expect(statuses(await repo.bump(checkout, "order", newer, "b"))).toEqual({ order: "done" });
  // Another job has another clone, which knows nothing of what was fetched before.
  const late = await repo.bump(await repo.checkout(), "order", older, "a");
  expect(statuses(late)).toEqual({ order: "refused" });
  expect(reasonOf(late, "order")).toContain(`${shortSha(older)} does not contain ${shortSha(newer)}`);
  expect((await repo.pinned("order"))?.source).toBe(newer);
});

test("PP-1 two repositories deliver at the same moment: who loses the push plans again, and both are pinned", async () => {
  await using repo = await startApart(["order", "product"]);
  const [one, other] = [await repo.checkout(), await repo.checkout()];
  const rival = { from: repo.sourceOf("product"), outcome: undefined as unknown };
  let first = true;
  repo.server.beforePush(async () => {
    if (!first) return;
    first = false;
    rival.outcome = statuses(await repo.bump(other, "product", rival.from, "b"));
  });
  const outcome = await repo.bump(one, "order", repo.sourceOf("order"), "a");
  expect([statuses(outcome), rival.outcome]).toEqual([{ order: "done" }, { product: "done" }]);
  const pinned = await Promise.all(["order", "product"].map((service) => repo.pinned(service)));
  expect(pinned).toMatchObject([
    { source: repo.sourceOf("order"), repository: expect.stringMatching(/\/order$/) },
    { source: repo.sourceOf("product"), repository: expect.stringMatching(/\/product$/) },
  ]);
  const subjects = (await repo.landed.log("main", { limit: 2 })).map(({ subject }) => subject);
  expect(subjects).toEqual(["bump(dev): order 0.1.0", "bump(dev): product 0.1.0"]);
});

test("PP-1 two runs of one repository race: whichever pushes first, the newer commit is pinned in the end", async () => {
  await using repo = await startApart(["order"]);
  const older = await repo.push("order", "feat: one", level("debug"));
  const newer = await repo.push("order", "feat: two", level("warn"));
  const [one, other] = [await repo.checkout(), await repo.checkout()];
  let first = true;
  repo.server.beforePush(async () => {
    if (!first) return;
    first = false;
    await repo.bump(other, "order", newer, "b");
  });
  const outcome = await repo.bump(one, "order", older, "a");
  expect(statuses(outcome)).toEqual({ order: "refused" });
  expect(await repo.pinned("order")).toMatchObject({ source: newer, image: { digest: digestOf("b") } });
});

test("a service's repository that cannot be read: the error names it and the remedy, and nothing is written", async () => {
  await using repo = await startApart(["order"]);
  const checkout = await repo.checkout();
  const before = (await repo.tip()).commit;
  for (const token of ["wrong", ""]) {
    const env = { SLIPWAY_SOURCE_TOKEN: token };
    const bumped = repo.bump(checkout, "order", repo.sourceOf("order"), "a", { env });
    await expect(bumped).rejects.toThrow(
      `${repo.addressOf("order")}, branch main: cannot be read: fatal: Authentication failed`,
    );
    await expect(bumped).rejects.toThrow("SLIPWAY_SOURCE_TOKEN");
  }
  expect((await repo.tip()).commit).toBe(before);
});

test("planted: commits of a repository that slipway.yaml does not name, and commits that were not reviewed", async () => {
  await using repo = await startApart(["order", "product"], { "slipway.yaml": "product: shop\n" });
  const checkout = await repo.checkout();
  const stranger = repo.bump(checkout, "order", repo.sourceOf("order"), "a");
  await expect(stranger).rejects.toThrow(
    `repository: ${repo.addressOf("order")} is not among \`sources\` of slipway.yaml on main`,
  );
  await repo.config.push("feat: order is released here", {
    "slipway.yaml": `product: shop\nsources: [{repository: ${repo.addressOf("order")}}]\n`,
  });
  const repository = repo.repositoryOf("order");
  const unreviewed = await repository.commit("feat: mine", { "services/order/values.yaml": level("trace") });
  await repository.git("push", "--quiet", "origin", "HEAD:topic");
  const outcome = await repo.bump(checkout, "order", unreviewed, "a");
  expect(statuses(outcome)).toEqual({ order: "refused" });
  expect(reasonOf(outcome, "order")).toContain(`is not on the branch of ${repo.addressOf("order")}`);
  expect(await repo.pinned("order")).toBeUndefined();
});

test("pins in files of one's own are ordered by the service's history too, whatever their tags are called", async () => {
  const file = "apps/order/kustomization.yaml";
  await using repo = await startApart(["order"], {
    [file]: `images: [{name: shop/order, newTag: first, digest: "${digestOf("a")}"}]\n`,
  });
  await pushExample("registry-1.docker.io/shop/order", "aaaa", digestOf("b"));
  await pushExample("registry-1.docker.io/shop/order", "bbbb", digestOf("c"));
  const older = await repo.push("order", "feat: one", level("debug"));
  const newer = await repo.push("order", "feat: two", level("warn"));
  const pin = async (source: string, tag: string, letter: string) => {
    const pins = JSON.stringify([{ file, image: "shop/order", tag, digest: digestOf(letter) }]);
    const asked = request.parse({ pins, source, repository: repo.addressOf("order") });
    const context = repo.context(await repo.checkout(), sourceToken("order"));
    const env = { PATH: process.env.PATH, GITHUB_SHA: source };
    const { SLIPWAY_TOKEN, SLIPWAY_SOURCE_TOKEN } = context.env;
    return bump(asked, { ...context, env: { ...env, SLIPWAY_TOKEN, SLIPWAY_SOURCE_TOKEN } });
  };
  expect((await pin(newer, "aaaa", "b")).results).toMatchObject([{ status: "done" }]);
  const late = await pin(older, "bbbb", "c");
  expect(late.results).toMatchObject([
    {
      status: "refused",
      reason: expect.stringContaining(`${shortSha(older)} does not contain ${shortSha(newer)}`),
    },
  ]);
  expect((await (await repo.tip()).read(file))?.toString()).toContain("newTag: aaaa");
  const [commit] = await repo.landed.log("main", { limit: 1 });
  expect(commit?.message).toContain(`/order/commit/${newer}\n`);
});
