/** What a head does not change and its merge would: the result is judged, in each way in which forges treat renames. */
import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import type { Files } from "@slipway/testing/git/clone.ts";
import { testContext } from "@slipway/testing/report.ts";
import { manifests, type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { checkGates } from "./check-gates.ts";
import { request } from "./request.ts";

const STAGING = releasePath("staging", "product");
const PROD = releasePath("prod", "product");
/** Long enough for git to take a file with one more line for the same one. */
const TEXT = `${manifests("product", "0.0.9")}${"# a line of an example\n".repeat(60)}`;
const EDITED = `${TEXT}  evil: "true"\n`;

/** product is in dev and staging; prod gets its first release while a pull request is open. */
async function start(): Promise<Shop> {
  const shop = await startShop({ services: ["product"] });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.pin("staging", "product", "0.0.9", release.source);
  return shop;
}

async function pushHead(shop: Shop, files: Files, from: string, branch = "topic"): Promise<string> {
  const { developer } = shop;
  await developer.git("fetch", "--quiet", shop.bare, "+refs/heads/*:refs/remotes/bare/*");
  await developer.git("checkout", "--quiet", "--detach", from);
  const sha = await developer.commit("docs: clearer", files);
  await developer.git("push", "--quiet", "--force", "origin", `HEAD:refs/heads/${branch}`);
  await developer.git("checkout", "--quiet", "main");
  return sha;
}

async function check(shop: Shop, head?: string) {
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: shop.forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    SLIPWAY_TOKEN: "bot-token",
  };
  const inputs = head === undefined ? {} : { head };
  const outcome = await checkGates(
    request.parse(inputs),
    testContext(shop.developer.path, { env, clock: { now: () => new Date() } }),
  );
  return { state: outcome.outputs.state, results: outcome.results, reason: outcome.results[0]?.reason };
}

const failure = (path: string) => ({
  state: "failure",
  reason: expect.stringContaining(`only slipway may change release folders: ${path}`),
});

test("planted: an edit of a document that main has moved into a release folder", async () => {
  await using shop = await start();
  const before = await shop.push("docs: an example", { "docs/example.yaml": TEXT });
  const head = await pushHead(shop, { "docs/example.yaml": EDITED }, before);
  expect(await check(shop, head)).toMatchObject({ state: "success", reason: "changes no release" });
  await shop.push("promote(prod): product", {
    "docs/example.yaml": null,
    [`${PROD}/manifests.yaml`]: TEXT,
    [`${PROD}/release.yaml`]: "id: first\n",
  });
  expect(await check(shop, head)).toMatchObject(failure(`${PROD}/manifests.yaml`));
});

test("planted: the same after the check was green; the push to main turns it red", async () => {
  await using shop = await start();
  const before = await shop.push("docs: an example", { "docs/example.yaml": TEXT });
  const head = await pushHead(shop, { "docs/example.yaml": EDITED }, before);
  const at = { method: "POST", headers: { "content-type": "application/json" } };
  const pull = { head: "topic", base: "main", title: "docs: clearer", body: "" };
  await fetch(`${shop.forge.url}/repos/shop/platform/pulls`, { ...at, body: JSON.stringify(pull) });
  await check(shop, head);
  expect(shop.forge.statuses.at(-1)).toMatchObject({ sha: head, state: "success" });
  await shop.push("promote(prod): product", {
    "docs/example.yaml": null,
    [`${PROD}/manifests.yaml`]: TEXT,
    [`${PROD}/release.yaml`]: "id: first\n",
  });
  expect(await check(shop)).toMatchObject({ state: "failure", results: [{ service: "#1", status: "done" }] });
  expect(shop.forge.statuses.at(-1)).toMatchObject({ sha: head, state: "failure" });
});

test("planted: a new file in a folder that main has renamed to a release folder", async () => {
  await using shop = await start();
  const before = await shop.push("docs: examples", {
    "docs/examples/manifests.yaml": TEXT,
    "docs/examples/release.yaml": `${TEXT}# second\n`,
  });
  const head = await pushHead(shop, { "docs/examples/patch.yaml": "kind: Evil\n" }, before);
  await shop.push("promote(prod): product", {
    "docs/examples/manifests.yaml": null,
    "docs/examples/release.yaml": null,
    [`${PROD}/manifests.yaml`]: TEXT,
    [`${PROD}/release.yaml`]: `${TEXT}# second\n`,
  });
  expect(await check(shop, head)).toMatchObject(failure(`${PROD}/patch.yaml`));
});

test("planted: criss-cross merges, whose bases each have another past of the document", async () => {
  await using shop = await start();
  const { developer } = shop;
  const before = await shop.push("docs: an example", { "docs/example.yaml": TEXT });
  const left = await pushHead(shop, { "docs/example.yaml": EDITED }, before, "left");
  const right = await shop.push("promote(prod): product", {
    "docs/example.yaml": null,
    [`${PROD}/manifests.yaml`]: TEXT,
    [`${PROD}/release.yaml`]: "id: first\n",
  });
  await developer.git("checkout", "--quiet", "--detach", left);
  await developer.git("merge", "--quiet", "--no-edit", "-s", "ours", right);
  await developer.git("push", "--quiet", "origin", "HEAD:refs/heads/topic");
  const head = await developer.git("rev-parse", "HEAD");
  expect(await check(shop, head)).toMatchObject({ state: "failure" });
});

test.each<[string, string, string]>([
  ["a folder in capitals", "environments/prod/product/Release/manifests.yaml", "letter case"],
  ["the root in capitals", "Environments/prod/product/release/manifests.yaml", "letter case"],
  ["a hold's folder in capitals", "environments/prod/HOLDS/product.yaml", "letter case"],
  ["wide letters", "environments/prod/product/ｒelease/manifests.yaml", "letter case"],
  ["another service by capitals", "environments/prod/Product/release/manifests.yaml", "only slipway may"],
])("planted: a name that a file system may take for a release folder: %s", async (_, path, words) => {
  await using shop = await start();
  const head = await pushHead(shop, { [path]: "kind: Evil\n" }, "bare/main");
  expect(await check(shop, head)).toMatchObject({
    state: "failure",
    reason: expect.stringContaining(words),
  });
});

test.each(["120000", "160000"])(
  "planted: mode %s in a release folder, or as all environments",
  async (mode) => {
    await using shop = await start();
    const { developer } = shop;
    for (const path of [`${STAGING}/extra`, "environments/new", "environments"]) {
      await developer.git("checkout", "--quiet", "--detach", "main");
      const object = await developer.git("rev-parse", mode === "160000" ? "HEAD" : "HEAD:package.json");
      if (path === "environments") await developer.git("rm", "-rq", "--cached", "environments");
      await developer.git("update-index", "--add", "--cacheinfo", `${mode},${object},${path}`);
      await developer.git("commit", "--quiet", "-m", "feat: a link");
      await developer.git("push", "--quiet", "--force", "origin", "HEAD:refs/heads/topic");
      const head = await developer.git("rev-parse", "HEAD");
      expect(await check(shop, head)).toMatchObject({
        state: "failure",
        reason: expect.stringContaining(`links and submodules may not be below environments/: ${path}`),
      });
      await developer.git("checkout", "--quiet", "--force", "main");
    }
  },
);

test("planted: bytes that were only inside a pull request are nothing that the environment had", async () => {
  await using shop = await start();
  const { developer } = shop;
  const evil = { [`${STAGING}/manifests.yaml`]: manifests("product", "evil") };
  const good = { [`${STAGING}/manifests.yaml`]: `${await shop.show(`main:${STAGING}/manifests.yaml`)}\n` };
  await pushHead(shop, evil, "bare/main");
  const both = await pushHead(shop, good, "bare/topic");
  expect(await check(shop, both)).toMatchObject({
    state: "failure",
    reason: expect.stringContaining("one commit changes a release"),
  });
  // A person who may push to main bypasses the check anyway.
  await developer.git("merge", "--quiet", "--no-ff", "--no-edit", both);
  await developer.git("push", "--quiet", "origin", "HEAD:main");
  const again = await pushHead(shop, evil, "main");
  expect(await check(shop, again)).toMatchObject(failure(`${STAGING}/manifests.yaml`));
});

test("a head that conflicts with main in every way is refused by the path", async () => {
  await using shop = await start();
  const before = await shop.push("docs: a", { "docs/a.md": "a\n" });
  const head = await pushHead(shop, { "docs/a.md": "mine\n" }, before);
  await shop.push("docs: b", { "docs/a.md": "theirs\n" });
  expect(await check(shop, head)).toMatchObject({
    state: "failure",
    reason: expect.stringContaining("conflicts with main, so the result of a merge is not known: docs/a.md"),
  });
});

test("planted: a branch named rollback/… has no privilege: held releases and other holds stay", async () => {
  await using shop = await start();
  const files = async (commit: string) => {
    const found: Record<string, string> = {};
    for (const name of ["kustomization.yaml", "manifests.yaml", "release.yaml"])
      found[`${STAGING}/${name}`] = `${await shop.show(`${commit}:${STAGING}/${name}`)}\n`;
    return found;
  };
  const old = await files("main");
  const newer = await shop.pin("staging", "product", "0.1.0");
  const forward = await files("main");
  const order = { cause: "failed", reason: "bad", by: "bot", at: new Date(0), until: null } as const;
  const hold = { [holdFile("staging", "product", newer.id)]: formatHold(toHold("staging", newer, order)) };
  const other = { ...toHold("prod", newer, order) };
  const elsewhere = { [holdFile("prod", "product", newer.id)]: formatHold(other) };
  await shop.push("rollback(staging): product", { ...old, ...hold, ...elsewhere });
  const named = async (changes: Files) =>
    check(shop, await pushHead(shop, changes, "bare/main", "rollback/staging"));

  expect(await named(forward)).toMatchObject({
    state: "failure",
    reason: expect.stringContaining("is held in staging"),
  });
  const gone = Object.fromEntries(Object.keys({ ...hold, ...elsewhere }).map((path) => [path, null]));
  expect(await named({ ...forward, ...gone })).toMatchObject({ state: "failure" });
  // A person's pull request may only lift a hold: owners review it, and the check names the change.
  expect(await named(gone)).toMatchObject({
    state: "success",
    reason: expect.stringContaining("changes no release; changes what the gates read"),
  });

  await shop.push("hold: lifted", { [holdFile("staging", "product", newer.id)]: null, ...forward });
  const [path = ""] = Object.keys(elsewhere);
  expect(await named({ ...old, [path]: null })).toMatchObject({
    state: "failure",
    reason: expect.stringContaining(`a pull request that changes no release: ${path}`),
  });
  const longer = formatHold({ ...other, until: "2027-01-01T00:00:00Z" });
  expect(await named({ ...old, [path]: longer })).toMatchObject({
    state: "failure",
    reason: expect.stringContaining(path),
  });
  expect(await named({ ...old, ...hold })).toMatchObject({ state: "success" });
});

test("planted: a green check set by another account does not count, and is replaced", async () => {
  await using shop = await start();
  const head = await pushHead(shop, { [`${STAGING}/manifests.yaml`]: "kind: Evil\n" }, "bare/main");
  const forged = {
    sha: head,
    context: "slipway/gates",
    state: "success",
    target_url: null,
    created_at: "2026-01-01T00:00:00Z",
  };
  shop.forge.statuses.push({ ...forged, description: "changes no release", creator: "eve" });
  expect(await check(shop, head)).toMatchObject({ state: "failure" });
  expect(shop.forge.statuses.at(-1)).toMatchObject({ state: "failure", creator: "slipway[bot]" });

  const evidence = await shop.pin("dev", "product", "0.2.0");
  await shop.report("dev", evidence);
  await shop.run();
  const promotion = await pushHead(shop, {}, "bare/promote/staging/product", "promote/staging/product");
  for (const creator of ["eve", "github-actions[bot]", "slipway"]) {
    shop.forge.statuses.push({ ...forged, sha: promotion, description: "all gates are open", creator });
    expect(await check(shop, promotion)).toMatchObject({ state: "pending" });
    expect(shop.forge.statuses.at(-1)).toMatchObject({ state: "pending", creator: "slipway[bot]" });
  }
});
