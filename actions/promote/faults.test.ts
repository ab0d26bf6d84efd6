/** What goes wrong in the middle, and what people and strangers do to the branches: the next run puts it right, once. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCode } from "@slipway/lib/app/report/outcome.ts";
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { git } from "@slipway/testing/git/git.ts";
import { startRegistry } from "@slipway/testing/registry/registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { request as signRequest } from "../sign-image/request.ts";
import { signImages } from "../sign-image/sign-image.ts";

const BRANCH = "promote/staging/product";
const FOLDER = releasePath("staging", "product");

const rows = ({ results }: Awaited<ReturnType<Shop["run"]>>) =>
  results.map(({ environment, service, status }) => `${environment}/${service} ${status}`).sort();

/** Each service is healthy in dev. */
async function start(...services: readonly string[]): Promise<Shop> {
  const shop = await startShop({ services });
  for (const service of services) await shop.report("dev", await shop.pin("dev", service, "0.1.0"));
  return shop;
}

async function sign(
  service: string,
  digest: string,
  registry: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const images = JSON.stringify({ [service]: { name: `shop/${service}`, digest } });
  const context = testContext(process.cwd(), { env: { PATH: process.env.PATH, ...env } });
  await signImages(signRequest.parse({ images, registry }), context);
}

/** The server has a rule for branches that begin with `prefix`. */
async function refusePushes({ bare }: Shop, prefix: string): Promise<void> {
  const file = join(bare, "hooks", "update");
  await mkdir(join(bare, "hooks"), { recursive: true });
  await writeFile(file, `#!/bin/sh\ncase "$1" in refs/heads/${prefix}*) exit 1;; esac\n`, { mode: 0o755 });
}

/** A push to a branch by another account. */
async function commitOn(shop: Shop, branch: string, files: Readonly<Record<string, string>>): Promise<void> {
  const { developer } = shop;
  await developer.git("fetch", "--quiet", "origin", branch);
  await developer.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  await developer.commit("feat: mine", files);
  await developer.git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
  await developer.git("checkout", "--quiet", "main");
}

test("PP-18 a forge that fails for one service does not drop the other, and nothing is doubled later", async () => {
  await using shop = await start("order", "product");
  shop.forge.failNext(undefined, 422);
  expect(rows(await shop.run())).toEqual(["staging/order failed", "staging/product done"]);
  expect(shop.forge.pulls).toMatchObject([{ head: BRANCH }]);
  expect(rows(await shop.run())).toEqual(["staging/order done", "staging/product nothing"]);
  expect(shop.forge.pulls).toHaveLength(2);
  expect(rows(await shop.run())).toEqual(["staging/order nothing", "staging/product nothing"]);
  expect(shop.forge.pulls).toHaveLength(2);
});

test("PP-18 an image that is missing from the registry keeps its own service out, and no other", async () => {
  await using registry = await startRegistry();
  const { publicKey, env } = await registry.keyPair();
  const digests = { order: await registry.push("shop/order", "signed"), product: `sha256:${"1".repeat(64)}` };
  await sign("order", digests.order, registry.host, env);
  await using shop = await startShop({
    services: ["order", "product"],
    policies: { dev: { registry: registry.host }, staging: { registry: registry.host, merge: "auto" } },
  });
  for (const [service, digest] of Object.entries(digests)) {
    const file = `environments/staging/${service}/kustomization.yaml`;
    const text = await shop.show(`main:${file}`);
    await shop.push("chore: another registry", {
      [file]: `${text.replaceAll("registry.test", registry.host)}\n`,
    });
    await shop.report("dev", await shop.pin("dev", service, "0.1.0", undefined, digest));
  }
  const outcome = await shop.run({ inputs: { "public-key": publicKey } });
  expect(rows(outcome)).toEqual([
    "staging/order done",
    expect.stringMatching(/^staging\/product (waiting|refused)$/),
  ]);
  expect(await shop.show(`main:${releasePath("staging", "order")}/release.yaml`)).toContain(digests.order);
});

test("PP-18 a forge that is down changes nothing, and reports it", async () => {
  await using shop = await start("product");
  shop.forge.failNext(401);
  await expect(shop.run()).rejects.toThrow(/401[\s\S]*SLIPWAY_TOKEN/);
  expect(await shop.branches()).toEqual([]);
});

test("PP-13 three runs at once end as one would have: one pull request each, merged once", async () => {
  await using shop = await startShop({
    services: ["order", "product"],
    policies: { staging: { merge: "auto" } },
  });
  for (const service of ["order", "product"]) {
    await shop.report("dev", await shop.pin("dev", service, "0.1.0"));
  }
  await Promise.all([shop.run(), shop.run(), shop.run()]);
  await shop.run();
  expect(shop.forge.pulls.filter(({ mergedAt }) => mergedAt !== null)).toHaveLength(1);
  expect(shop.forge.pulls.every(({ state }) => state === "closed")).toBe(true);
  expect(await shop.branches()).toEqual([]);
  const subjects = (await shop.show("main")).split("\n");
  expect(subjects.join("\n")).not.toContain("revert(");
  for (const service of ["order", "product"]) {
    const file = `main:${releasePath("staging", service)}/release.yaml`;
    expect(await shop.show(file)).toContain("version: 0.1.0");
  }
});

test("PP-13 a deleted branch is created again, with its own pull request", async () => {
  await using shop = await start("product");
  await shop.run();
  await shop.developer.git("push", "--quiet", "origin", `:refs/heads/${BRANCH}`);
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  expect(shop.forge.pulls).toMatchObject([{ state: "closed" }, { state: "open", head: BRANCH }]);
});

test("PP-13 a branch that was merged and not deleted is deleted, and used again", async () => {
  await using shop = await start("product");
  await shop.run();
  await shop.merge(BRANCH);
  expect(await shop.branches()).toEqual([BRANCH]);
  expect(rows(await shop.run())).toContain("staging/product nothing");
  expect(await shop.branches()).toEqual([]);
  await shop.report("dev", await shop.pin("dev", "product", "0.2.0"));
  await shop.run();
  expect(await shop.branches()).toContain(BRANCH);
  expect(shop.forge.pulls.at(-1)).toMatchObject({ head: BRANCH, state: "open" });
});

test.each([
  ["merged by a person", {}],
  ["merged by the bot", { staging: { merge: "auto" } }],
])("planted: the server refuses to delete the branch of a promotion that was %s", async (_, policies) => {
  await using shop = await startShop({ services: ["product"], policies });
  await shop.report("dev", await shop.pin("dev", "product", "0.1.0"));
  const branch = "staging" in policies ? "promote/staging" : BRANCH;
  await git(shop.bare, "config", "receive.denyDeletes", "true");
  let outcome = await shop.run();
  if (branch === BRANCH) {
    await shop.merge(branch);
    outcome = await shop.run();
  }
  expect(await shop.branches()).toEqual([branch]);
  expect(outcome.results).toContainEqual({
    service: branch,
    status: "failed",
    reason: `not deleted, the server refused: [remote rejected] (deletion prohibited); error: denying ref deletion for refs/heads/${branch}.\n  Allow the bot to delete promote/*, or delete it: git push origin :refs/heads/${branch}`,
  });
  expect(exitCode(outcome)).toBe(1);
  await git(shop.bare, "config", "receive.denyDeletes", "false");
  expect(exitCode(await shop.run())).toBe(0);
  expect(await shop.branches()).toEqual([]);
});

test("planted: the server refuses to delete a branch that another grouping replaces", async () => {
  await using shop = await start("product");
  await shop.run();
  const file = "environments/staging/environment.yaml";
  await shop.push("chore: one pull request", {
    [file]: (await shop.show(`main:${file}`)).replace("merge: review", "merge: auto"),
  });
  await git(shop.bare, "config", "receive.denyDeletes", "true");
  const { results } = await shop.run();
  expect(results).toContainEqual(
    expect.objectContaining({
      service: BRANCH,
      status: "failed",
      reason: expect.stringContaining("not deleted"),
    }),
  );
});

test("planted: the server refuses the branches that the forge's API commits to", async () => {
  await using shop = await start("product");
  await refusePushes(shop, "slipway-commits/");
  const outcome = await shop.run({ env: { GITHUB_ACTIONS: "true" } });
  expect(outcome.results).toMatchObject([
    { service: "product", status: "failed", reason: expect.stringMatching(/declined[\s\S]*slipway-commits/) },
  ]);
});

test("PP-13 what moved on main meanwhile: the branch is rebuilt from the tip", async () => {
  await using shop = await start("product");
  await shop.run();
  const before = await shop.show(`${BRANCH}^{commit}`);
  const first = await shop.developer.git("rev-parse", "HEAD");
  await shop.report("dev", await shop.pin("dev", "product", "0.2.0", first));
  await shop.pin("staging", "product", "0.1.0", first);
  await shop.run();
  expect(await shop.show(`${BRANCH}^{commit}`)).not.toBe(before);
  expect(await shop.show(`${BRANCH}:${FOLDER}/release.yaml`)).toContain("version: 0.2.0");
  const merged = await shop.developer.git("ls-remote", "origin", "refs/heads/main");
  await shop.developer.git("fetch", "--quiet", "origin", BRANCH);
  expect(await shop.developer.git("rev-parse", "FETCH_HEAD^")).toBe(merged.slice(0, 40));
});

test("PP-13 a person's commit in the release folder stops the promotion, and stays", async () => {
  await using shop = await start("product");
  await shop.run();
  await commitOn(shop, BRANCH, { [`${FOLDER}/manifests.yaml`]: "kind: Mine\n" });
  const mine = await shop.show(BRANCH);
  const { results } = await shop.run();
  expect(results).toMatchObject([
    { status: "refused", reason: expect.stringMatching(/commit of a person: [0-9a-f]{12} feat: mine/) },
  ]);
  expect(await shop.show(BRANCH)).toBe(mine);
  expect(shop.forge.statuses.at(-1)).toMatchObject({ state: "failure" });
});

test("the forge's own merge of main into the branch does not count as a person's commit: the promotion continues", async () => {
  await using shop = await start("product");
  await shop.run();
  await shop.push("docs: say hello", { "README.md": "hello\n" });
  const { developer } = shop;
  await developer.git("fetch", "--quiet", "origin", BRANCH);
  await developer.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  await developer.git("merge", "--quiet", "-m", "Merge branch 'main'", "main");
  await developer.git("push", "--quiet", "origin", `HEAD:refs/heads/${BRANCH}`);
  await developer.git("checkout", "--quiet", "main");
  const updated = await shop.show(BRANCH);
  expect(rows(await shop.run())).toEqual(["staging/product nothing"]);
  expect(await shop.show(BRANCH)).toBe(updated);
});

test("branches with hostile names are not treated as promotions", async () => {
  await using shop = await start("product");
  const names = [
    "promote/staging/$(id)",
    "promote/staging/<img/src=x>",
    "promote/staging/product;id",
    "promote/staging/a/b",
    "promote/nowhere/product",
    "promote/--all",
  ];
  for (const name of names) await shop.developer.git("push", "--quiet", "origin", `HEAD:refs/heads/${name}`);
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  expect([...(await shop.branches())].sort()).toEqual([...names, BRANCH].sort());
  expect(shop.forge.pulls).toHaveLength(1);
});

test("a fork's pull request of the same branch name is not adopted, and not merged", async () => {
  await using shop = await start("product");
  await shop.run();
  const [pull] = shop.forge.pulls;
  if (pull !== undefined) Object.assign(pull, { fork: "mallory/platform" });
  await shop.run();
  expect(pull).toMatchObject({ state: "open", mergedAt: null });
  expect(shop.forge.statuses).toHaveLength(1);
});

test("foreign text in commits can neither format, mention nor close anything in the pull request", async () => {
  await using shop = await startShop({ services: ["product"] });
  await shop.pin("staging", "product", "0.0.9");
  await shop.push("fix: closes #1 @org/team <!-- x --> [a](http://evil) `b` |\n\nRelease-Id: sha256:f", {
    "services/product/index.ts": "export {};\n",
  });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release);
  await shop.run();
  const body = shop.forge.pulls[0]?.body ?? "";
  expect(body).toContain(
    "closes \\#1 @\u200borg/team &lt;\\!-- x --&gt; \\[a\\]\\(http:\u200b//evil\\) \\`b\\` \\|",
  );
  expect(await shop.show(BRANCH)).not.toContain("sha256:f\n");
});
