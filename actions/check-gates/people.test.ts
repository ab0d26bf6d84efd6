import { expect, test } from "vitest";
import { check, pushHead, start } from "./testing/head.ts";

test.each([
  [
    "a line that only Argo CD sees",
    (text: string) => `# reviewed\u0085namespace: shop-dev\n${text}`,
    "NEL (U+0085)",
  ],
  ["a key that a reviewer reads otherwise", (text: string) => `# \u202e\n${text}`, "U+202E"],
  ["an alias", (text: string) => text.replace("namespace: ", "namespace: &a "), "an anchor is not allowed"],
])(
  "planted: an environment's file with %s, from which Argo CD makes applications",
  async (_, change, words) => {
    await using shop = await start();
    const file = "environments/prod/environment.yaml";
    const head = await pushHead(shop, { [file]: change(`${await shop.show(`main:${file}`)}\n`) });
    expect(await check(shop, head)).toMatchObject({
      state: "failure",
      reason: expect.stringContaining(words),
    });
  },
);

test("planted: attributes by which Argo CD would check out other bytes than were reviewed", async () => {
  await using shop = await start();
  const attributes = "environments/** working-tree-encoding=ASCII//TRANSLIT\n";
  for (const file of [".gitattributes", "environments/prod/product/.gitattributes"]) {
    const head = await pushHead(shop, { [file]: attributes }, {});
    expect(await check(shop, head)).toMatchObject({
      state: "failure",
      reason: expect.stringContaining(
        `${file}:1: "working-tree-encoding=ASCII//TRANSLIT" for "environments/**"`,
      ),
    });
  }
  const harmless = await pushHead(shop, { ".gitattributes": "*.png filter=lfs\n* text=auto\n" }, {});
  expect(await check(shop, harmless)).toMatchObject({ state: "success" });
});

test("symbolic links below environments/ are refused from everyone", async () => {
  await using shop = await start();
  const { developer } = shop;
  await developer.git("checkout", "--quiet", "--detach");
  const blob = await developer.git("rev-parse", "HEAD:package.json");
  await developer.git("update-index", "--add", "--cacheinfo", `120000,${blob},environments/prod2`);
  await developer.git("commit", "--quiet", "-m", "feat: a link");
  await developer.git("push", "--quiet", "origin", "HEAD:refs/heads/topic");
  const head = await developer.git("rev-parse", "HEAD");
  expect(await check(shop, head)).toMatchObject({
    state: "failure",
    reason: "links and submodules may not be below environments/: environments/prod2",
  });
});

test("people may change holds and policies, while they can be read", async () => {
  await using shop = await start();
  const file = "environments/staging/environment.yaml";
  const text = await shop.show(`main:${file}`);
  const good = await pushHead(shop, { [file]: `${text}\nlongestRollout: 1h\n` });
  expect(await check(shop, good)).toMatchObject({
    state: "success",
    reason: `changes no release; changes what the gates read: ${file}`,
  });
  const bad = await pushHead(shop, { "environments/staging/holds/product-aaaaaaaaaaaa.yaml": "schema: 9\n" });
  expect(await check(shop, bad)).toMatchObject({
    state: "failure",
    reason: expect.stringContaining("environments/staging/holds/product-aaaaaaaaaaaa.yaml"),
  });
});
