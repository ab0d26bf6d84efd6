import type { Files } from "@slipway/testing/git/clone.ts";
import { filesOf } from "@slipway/testing/repositories/platform.ts";
import { manifests, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { check, pushHead, RELEASE, start } from "./testing/head.ts";

test("a pull request that changes no release passes, and is reported once", async () => {
  await using shop = await start();
  const head = await pushHead(shop, { "services/product/index.ts": "export {};\n" });
  expect(await check(shop, head)).toMatchObject({
    state: "success",
    posted: { context: "slipway/gates", state: "success", description: "changes no release" },
  });
  await check(shop, head);
  expect(shop.forge.statuses).toHaveLength(1);
});

test.each<[string, Files, string]>([
  ["a release edited", { [`${RELEASE}/manifests.yaml`]: "kind: Rollout\n" }, `${RELEASE}/manifests.yaml`],
  ["a release deleted", { [`${RELEASE}/release.yaml`]: null }, `${RELEASE}/release.yaml`],
  ["a release of a new service", { "environments/prod/new/release/release.yaml": "" }, "prod/new/release"],
  [
    "a file where the folder was",
    { "environments/prod/product/release": "manifests" },
    "environments/prod/product/release",
  ],
  ["a changed file mode", { [`${RELEASE}/release.yaml`]: { executable: "" } }, `${RELEASE}/release.yaml`],
  ["a name with a newline and a quote", { [`${RELEASE}/a"\nb.yaml`]: "" }, `"${RELEASE}/a\\"\\nb.yaml"`],
  [
    "an edit of the checker next to it",
    {
      "actions/check-gates/verdict.ts": "export const verdict = () => ({ state: 'success' });\n",
      ".github/workflows/gates.yml": "on: push\n",
      [`${RELEASE}/release.yaml`]: "id: mine\n",
    },
    `${RELEASE}/release.yaml`,
  ],
])("PP-11 a person's pull request does not move releases: %s", async (_name, files, path) => {
  await using shop = await start();
  const { state, posted } = await check(shop, await pushHead(shop, files));
  expect(state).toBe("failure");
  expect(posted).toMatchObject({ state: "failure", description: expect.stringContaining(path) });
  expect(posted?.description).toMatch(/^[^\n]{1,140}$/);
});

test("PP-11 neither does one that is built on a promotion, or named like one", async () => {
  await using shop = await start();
  await shop.run();
  const smuggled = { "services/product/mine.ts": "export {};\n" };
  const onTop = await pushHead(shop, smuggled, { from: "promote/staging/product" });
  expect(await check(shop, onTop)).toMatchObject({ state: "failure" });
  const named = await pushHead(shop, smuggled, {
    from: "promote/staging/product",
    branch: "promote/staging/product",
  });
  expect(await check(shop, named)).toMatchObject({
    state: "failure",
    reason: "a promotion may contain only release folders: services/product/mine.ts",
  });
});

test("PP-11 the promotion of a release that the environment before never had fails", async () => {
  await using shop = await start();
  await shop.run();
  const branch = "promote/staging/product";
  const edited = { [`${RELEASE}/manifests.yaml`]: manifests("product", "evil") };
  expect(await check(shop, await pushHead(shop, edited, { from: branch, branch }))).toMatchObject({
    state: "failure",
    reason: `not a release that the environment before it has or had: ${RELEASE}`,
  });
  const mode = { [`${RELEASE}/manifests.yaml`]: { executable: manifests("product", "0.1.0") } };
  await shop.developer.git("fetch", "--quiet", "origin");
  expect(await check(shop, await pushHead(shop, mode, { from: branch, branch }))).toMatchObject({
    state: "failure",
  });
});

test("planted: a promotion with the short canary of a rollback; promote itself writes the whole one", async () => {
  await using shop = await startShop({ services: ["product"], policies: { staging: { merge: "review" } } });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.push("rollback(dev): product", Object.fromEntries(filesOf("dev", release, "rollback")));
  await shop.report("dev", release);
  await shop.run();
  const branch = "promote/staging/product";
  const whole = Object.fromEntries(filesOf("staging", release));
  for (const [path, content] of Object.entries(whole))
    expect(`${await shop.show(`${branch}:${path}`)}\n`, path).toBe(content);
  const short = Object.fromEntries(filesOf("staging", release, "rollback"));
  const head = await pushHead(shop, short, { branch });
  expect(await check(shop, head)).toMatchObject({ state: "failure" });
});

test("promote's own status on a promotion counts; before it nothing is posted", async () => {
  await using shop = await start();
  await shop.run();
  const head = (await shop.developer.git("ls-remote", "origin", "refs/heads/promote/staging/product")).slice(
    0,
    40,
  );
  const said = shop.forge.statuses.length;
  expect(await check(shop, head)).toMatchObject({ state: "success" });
  expect(shop.forge.statuses).toHaveLength(said);
  await shop.push("docs: say hello", { "README.md": "hello\n" });
  const branch = "promote/staging/product";
  const sameFiles = await pushHead(shop, {}, { from: branch, branch });
  expect(await check(shop, sameFiles)).toMatchObject({ state: "pending", posted: undefined });
});

test("a head without common history is refused", async () => {
  await using shop = await start();
  const { developer } = shop;
  await developer.git("checkout", "--quiet", "--orphan", "alone");
  const head = await developer.commit("feat: alone", { "a.txt": "a" });
  await developer.git("push", "--quiet", "origin", "HEAD:refs/heads/alone");
  expect(await check(shop, head)).toMatchObject({
    state: "failure",
    reason: expect.stringContaining("no history"),
  });
});

test.each([
  ["GET", "silent"],
  ["POST", "silent"],
  ["POST", "lost"],
] as const)(
  "a forge that takes %s and is %s: the run fails by name, and the next one has the last word",
  async (asked, how) => {
    await using shop = await start();
    const head = await pushHead(shop, { "services/product/index.ts": "export {};\n" });
    shop.forge.disturb((method) => (method === asked ? how : undefined));
    await expect(check(shop, head, { SLIPWAY_API_DEADLINE: "0.3" })).rejects.toThrow(
      new RegExp(`forge: ${asked} .*: no answer: no response within 0\\.3 s`),
    );
    shop.forge.disturb(undefined);
    expect(await check(shop, head)).toMatchObject({ state: "success", posted: { state: "success" } });
    const before = shop.forge.statuses.length;
    await check(shop, head);
    expect(shop.forge.statuses).toHaveLength(before);
  },
);
