import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import type { Files } from "@slipway/testing/git/clone.ts";
import { testContext } from "@slipway/testing/report.ts";
import { filesOf } from "@slipway/testing/repositories/platform.ts";
import { manifests, type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { checkGates } from "./check-gates.ts";
import { request } from "./request.ts";

const RELEASE = releasePath("staging", "product");

/** product 0.1.0 is in dev, healthy, and in staging. */
async function start(): Promise<Shop> {
  const shop = await startShop({ services: ["product"] });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release);
  await shop.pin("staging", "product", "0.0.9", release.source);
  return shop;
}

/** Pushes a person's commit on top of `from` to a branch; returns its sha. */
async function pushHead(shop: Shop, files: Files, { branch = "topic", from = "main" } = {}): Promise<string> {
  const { developer } = shop;
  await developer.git("fetch", "--quiet", "origin", from);
  await developer.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  const sha = await developer.commit("feat: something", files);
  await developer.git("push", "--quiet", "--force", "origin", `HEAD:refs/heads/${branch}`);
  await developer.git("checkout", "--quiet", "main");
  return sha;
}

async function check(shop: Shop, head: string, more: NodeJS.ProcessEnv = {}) {
  const env = {
    ...more,
    PATH: process.env.PATH,
    GITHUB_API_URL: shop.forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    SLIPWAY_TOKEN: "bot-token",
  };
  const outcome = await checkGates(
    request.parse({ head }),
    testContext(shop.developer.path, { env, clock: { now: () => new Date() } }),
  );
  return {
    state: outcome.outputs.state,
    reason: outcome.results[0]?.reason,
    posted: shop.forge.statuses.findLast(({ sha }) => sha === head),
  };
}

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
    "an edit of the checker beside it",
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

test("PP-11 a promotion of what the environment before never had fails", async () => {
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

test("planted: a promotion with the short canary of a rollback; promote itself brings the whole one", async () => {
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

test("what promote said of a promotion stands; before that nothing is posted", async () => {
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

test("links below environments/ are refused, whoever makes them", async () => {
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

test("a rollback brings back what the environment had, and nothing else", async () => {
  await using shop = await start();
  const past = await shop.developer.git("rev-parse", "HEAD");
  await shop.pin("staging", "product", "0.1.0");
  const back: Record<string, string> = {};
  for (const name of ["kustomization.yaml", "manifests.yaml", "release.yaml"]) {
    back[`${RELEASE}/${name}`] = `${await shop.show(`${past}:${RELEASE}/${name}`)}\n`;
  }
  const branch = "rollback/staging";
  expect(await check(shop, await pushHead(shop, back, { branch }))).toMatchObject({
    state: "success",
    reason: "rolls back as slipway would (signatures not verified): product",
  });
  const never = { [`${RELEASE}/manifests.yaml`]: manifests("product", "never") };
  expect(await check(shop, await pushHead(shop, never, { branch }))).toMatchObject({ state: "failure" });
});

test("PP-21 a person's revert takes an environment back to what it had, unless that is held", async () => {
  await using shop = await start();
  const old = await shop.developer.git("rev-parse", "HEAD");
  const newer = await shop.pin("staging", "product", "0.1.0");
  const files = async (commit: string) => {
    const found: Record<string, string> = {};
    for (const name of ["kustomization.yaml", "manifests.yaml", "release.yaml"])
      found[`${RELEASE}/${name}`] = `${await shop.show(`${commit}:${RELEASE}/${name}`)}\n`;
    return found;
  };
  const back = await pushHead(shop, { ...(await files(old)), "services/product/index.ts": "export {};\n" });
  expect(await check(shop, back)).toMatchObject({
    state: "success",
    reason: "rolls back as slipway would (signatures not verified): product",
  });
  const forward = await files("main");
  const order = {
    cause: "failed",
    reason: "sells nothing",
    by: "bot",
    at: new Date(0),
    until: null,
  } as const;
  const hold = toHold("staging", newer, order);
  await shop.push("revert: product in staging", {
    ...(await files(old)),
    [holdFile("staging", "product", newer.id)]: formatHold(hold),
  });
  const again = await check(shop, await pushHead(shop, forward));
  expect(again.state).toBe("failure");
  expect(again.reason).toMatch(/^product 0\.1\.0 is held in staging since .*: sells nothing\.$/);
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
