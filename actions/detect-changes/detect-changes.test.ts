import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { type Clone, clone, emptyClone, type Files } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { releaseFiles, releaseOf, serviceFiles, shopFiles } from "@slipway/testing/repositories/shop.ts";
import { afterAll, describe, expect, test } from "vitest";
import { detectChanges } from "./detect-changes.ts";
import { request } from "./request.ts";

const lock = (changes: Record<string, object> = {}) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      "services/order": { dependencies: { "@shop/kit": "0.0.0" } },
      "services/product": { dependencies: { "@shop/kit": "0.0.0", redis: "6" } },
      "services/kit": { dependencies: { fastify: "5" } },
      "node_modules/@shop/kit": { resolved: "services/kit", link: true },
      "node_modules/fastify": { version: "5.0.0" },
      "node_modules/redis": { version: "6.0.0" },
      "node_modules/vitest": { version: "5.0.0" },
      ...changes,
    },
  });

async function shop() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("shop");
  const dev = stack.use(await emptyClone(url));
  const files: Files = { ...shopFiles(["order", "product"]), "package-lock.json": lock() };
  const start = await dev.push("feat: start", files);
  const detect = async (
    where: Clone,
    inputs: Record<string, string> = {},
    env: Record<string, string> = {},
  ) => {
    const context = testContext(where.path, { env: { PATH: process.env.PATH, ...env } });
    const { outputs, results } = await detectChanges(request.parse(inputs), context);
    return {
      selection: outputs.selection,
      services: JSON.parse(outputs.services ?? "") as unknown,
      reasons: JSON.parse(outputs.reasons ?? "") as Record<string, string>,
      source: outputs.source,
      results,
    };
  };
  return {
    url,
    dev,
    start,
    detect,
    /** As a bump would: the pins of `source` are on main. */
    pin: (source: string, services = ["order", "product"]) =>
      dev.push(
        "bump(dev): pins",
        Object.assign({}, ...services.map((name) => releaseFiles("dev", releaseOf(name, { source })))),
      ),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe("since what is pinned", () => {
  /** One for the whole table: each case commits on what is pinned and pushes nothing. */
  const pinnedShop = shop().then(async (repo) => {
    await repo.pin(repo.start);
    return repo;
  });
  afterAll(async () => (await pinnedShop)[Symbol.asyncDispose]());

  test("nothing pinned: every service, as its first release", async () => {
    await using repo = await shop();
    const found = await repo.detect(repo.dev);
    expect(found).toMatchObject({ services: ["order", "product"], source: repo.start });
    expect(found.reasons).toEqual({ order: "first release", product: "first release" });
  });

  test("AP-8 nothing changed: an explicit none, with a reason for each", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    const { services, selection, results } = await repo.detect(repo.dev);
    expect([services, selection]).toEqual([[], "none"]);
    expect(results.map(({ service, status }) => [service, status])).toEqual([
      ["order", "nothing"],
      ["product", "nothing"],
    ]);
    expect(results[0]?.reason).toBe(`nothing changed since 0.1.0 (${shortSha(repo.start)})`);
  });

  test.each<[string, Files, readonly string[], RegExp]>([
    ["its own source", { "services/product/src/a.ts": "" }, ["product"], /product\/src\/a\.ts$/],
    [
      "a name with a line break and quotes",
      { 'services/product/"a\nb" ü': "" },
      ["product"],
      /"services\/product\/\\"a\\nb\\" ü"$/,
    ],
    ["a workspace package behind it", { "services/kit/src/a.ts": "" }, ["order", "product"], /services\/kit/],
    ["the chart", { "rollouts/chart/templates/x.yaml": "" }, ["order", "product"], /rollouts\/chart/],
    [
      "its tier's strategy",
      { "rollouts/strategies/standard.yaml": "steps: []\n" },
      ["order", "product"],
      /standard/,
    ],
    ["another tier's strategy", { "rollouts/strategies/critical.yaml": "steps: []\n" }, [], /^$/],
    ["a deletion", { "services/order/src/main.ts": null }, ["order"], /order\/src\/main\.ts$/],
    [
      "a rename out of it",
      { "services/order/src/main.ts": null, "docs/main.ts": 'export const name = "order";\n' },
      ["order"],
      /order\/src\/main\.ts$/,
    ],
    [
      "its part of the lockfile",
      { "package-lock.json": lock({ "node_modules/redis": { version: "6.1.0" } }) },
      ["product"],
      /package-lock\.json: redis 6\.0\.0 → 6\.1\.0$/,
    ],
    [
      "everybody's part of the lockfile",
      { "package-lock.json": lock({ "node_modules/fastify": { version: "5.1.0" } }) },
      ["order", "product"],
      /fastify/,
    ],
    [
      "nobody's part of the lockfile",
      { "package-lock.json": lock({ "node_modules/vitest": { version: "5.1.0" } }) },
      [],
      /^$/,
    ],
    [
      "a lockfile that cannot be read",
      { "package-lock.json": "{" },
      ["order", "product"],
      /cannot be compared/,
    ],
    [
      "documentation and environments",
      { "docs/a.md": "", "environments/prod/environment.yaml": "" },
      [],
      /^$/,
    ],
    ["a service whose name begins the same", { "services/product-search/src/a.ts": "" }, [], /^$/],
  ])("AP-7 %s", async (_, files, services, reason) => {
    const repo = await pinnedShop;
    await repo.dev.git("checkout", "--quiet", "--force", "-B", "case", "origin/main");
    await repo.dev.commit("change", files);
    const found = await repo.detect(repo.dev);
    expect(found.services).toEqual(services);
    for (const words of Object.values(found.reasons)) expect(words).toMatch(reason);
  });

  test("PP-3 a push that was never bumped is still found after later ones", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    await repo.dev.push("feat(order): cancelled run", { "services/order/src/a.ts": "" });
    await repo.dev.push("feat(product): next", { "services/product/src/a.ts": "" });
    expect((await repo.detect(repo.dev)).services).toEqual(["order", "product"]);
  });

  test("each service is compared with its own pin", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    const change = await repo.dev.push("feat: both", { "services/kit/src/a.ts": "" });
    await repo.pin(change, ["product"]);
    expect((await repo.detect(repo.dev)).services).toEqual(["order"]);
  });

  test("many changes are counted, not listed", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    const names = ["a", "b", "c", "d", "e"].map((name) => `services/order/src/${name}.ts`);
    await repo.dev.push("feat(order): five", Object.fromEntries(names.map((name) => [name, ""])));
    expect((await repo.detect(repo.dev)).reasons.order).toMatch(/a\.ts, .*b\.ts, .*c\.ts and 2 more$/);
  });

  test("PP-28 AP-7 a shallow checkout is deepened to what is pinned", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    await repo.dev.push("docs: x", { "docs/x": "" });
    await using shallow = await clone(repo.url, "--depth=1");
    expect((await repo.detect(shallow)).services).toEqual([]);
  });

  test("AP-7 a renamed service is a first release next to one that is gone", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    const before = Object.fromEntries(Object.keys(serviceFiles("product")).map((path) => [path, null]));
    await repo.dev.push("refactor!: product is catalog", { ...before, ...serviceFiles("catalog") });
    const { services, reasons, results } = await repo.detect(repo.dev);
    expect([services, reasons.catalog]).toEqual([["catalog"], "first release"]);
    expect(results.find(({ service }) => service === "product")?.status).toBe("nothing");
  });

  test("AP-7 after a force push what was pinned from the lost commit is built again", async () => {
    await using repo = await shop();
    const lost = await repo.dev.push("feat(order): lost", { "services/order/src/lost.ts": "" });
    await repo.dev.git("reset", "--quiet", "--hard", repo.start);
    const files = { ...releaseFiles("dev", releaseOf("order", { source: lost })) };
    await repo.dev.commit("bump(dev): pin", {
      ...files,
      ...releaseFiles("dev", releaseOf("product", { source: repo.start })),
    });
    await repo.dev.git("push", "--quiet", "--force", "origin", "HEAD:main");
    await using fresh = await clone(repo.url);
    const { services, reasons } = await repo.detect(fresh);
    expect(services).toEqual(["order"]);
    expect(reasons.order).toContain("is not in this clone");
  });

  test("AP-8 a checkout without any service is an error, not nothing to do", async () => {
    await using repo = await shop();
    const empty = await repo.dev.commit("chore!: no services", {
      ...Object.fromEntries(
        ["order", "product"].flatMap((name) => Object.keys(serviceFiles(name)).map((path) => [path, null])),
      ),
    });
    await expect(repo.detect(repo.dev, { source: empty })).rejects.toThrow("services/: no service.yaml at");
  });

  test("AP-8 a pinned source that is gone: build, with the reason", async () => {
    await using repo = await shop();
    await repo.pin("d".repeat(40), ["product"]);
    const { reasons } = await repo.detect(repo.dev);
    expect(reasons.product).toBe(
      "the source of 0.1.0, dddddddddddd, is not in this clone, so everything may have changed",
    );
  });

  test("a late run finds its work done by a newer one", async () => {
    await using repo = await shop();
    const newer = await repo.dev.push("feat: newer", { "services/kit/src/a.ts": "" });
    await repo.pin(newer);
    const { services, results } = await repo.detect(repo.dev, { source: repo.start });
    expect(services).toEqual([]);
    expect(results[0]?.reason).toContain("is newer than");
  });

  test("AP-7 a service that is gone from the sources keeps its release and is reported", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    const files = Object.fromEntries(Object.keys(serviceFiles("product")).map((path) => [path, null]));
    await repo.dev.push("feat!: no product", files);
    const { services, results } = await repo.detect(repo.dev);
    expect(services).toEqual([]);
    expect(results.find(({ service }) => service === "product")?.reason).toContain(
      "not in services/ any more",
    );
  });

  test("a broken service.yaml or a hand-edited release is built: bump is where it fails by name", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    await repo.dev.push("chore: break", {
      "services/order/service.yaml": "name: [",
      "environments/dev/product/release/manifests.yaml": "kind: Deployment\n",
    });
    const { services, reasons } = await repo.detect(repo.dev);
    expect(services).toEqual(["order", "product"]);
    expect(reasons.order).toContain("services/order/service.yaml:1: not YAML");
    expect(reasons.product).toContain("edited manually");
  });
});

describe("for a pull request", () => {
  /** What Actions leaves on disk for an event. */
  const eventOf = async (where: Clone, name: string, payload: object) => {
    const path = join(where.path, ".git", `${name}.json`);
    await writeFile(path, JSON.stringify(payload));
    return { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path };
  };

  test("AP-7 the base is the event's, for pull_request and merge_group, in a checkout of depth 1", async () => {
    await using repo = await shop();
    await repo.dev.push("feat(order): x", { "services/order/src/x.ts": "" });
    await using shallow = await clone(repo.url, "--depth=1");
    const pull = await eventOf(shallow, "pull_request", { pull_request: { base: { sha: repo.start } } });
    expect((await repo.detect(shallow, {}, pull)).services).toEqual(["order"]);
    await using group = await clone(repo.url, "--depth=1");
    const queued = await eventOf(group, "merge_group", { merge_group: { base_sha: repo.start } });
    expect((await repo.detect(group, {}, queued)).services).toEqual(["order"]);
  });

  test("AP-7 the base of a push is not asked for: zeros and lost commits in it change nothing", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    const push = await eventOf(repo.dev, "push", { before: "0".repeat(40), forced: true });
    expect((await repo.detect(repo.dev, {}, push)).selection).toBe("none");
  });

  test.each(["0".repeat(40), "d".repeat(40), "no-such-branch"])(
    "AP-8 a base %s that nobody has: everything, with the reason",
    async (base) => {
      await using repo = await shop();
      const { services, reasons } = await repo.detect(repo.dev, { base });
      expect(services).toEqual(["order", "product"]);
      expect(reasons.order).toBe(
        `the base ${base} is neither here nor on the remote, so everything may have changed`,
      );
    },
  );

  test("AP-8 an event without a base is an error that names the input", async () => {
    await using repo = await shop();
    const event = await eventOf(repo.dev, "merge_group", {});
    await expect(repo.detect(repo.dev, {}, event)).rejects.toThrow(/merge_group names no base.*input base/s);
  });

  test("AP-7 a service that the head removes is reported as such and not built", async () => {
    await using repo = await shop();
    const files = Object.fromEntries(Object.keys(serviceFiles("product")).map((path) => [path, null]));
    await repo.dev.commit("feat!: no product", files);
    const { services, results } = await repo.detect(repo.dev, { base: repo.start });
    expect(services).toEqual([]);
    expect(results.find(({ service }) => service === "product")?.reason).toContain("removed or renamed here");
  });

  test("AP-7 only what the head changed since it branched off", async () => {
    await using repo = await shop();
    await using author = await clone(repo.url);
    const head = await author.commit("feat(order): x", { "services/order/src/x.ts": "" });
    const base = await repo.dev.push("feat(product): meanwhile", { "services/product/src/y.ts": "" });
    await author.git("fetch", "--quiet");
    const found = await repo.detect(author, { base, source: head });
    expect(found.services).toEqual(["order"]);
    expect(found.reasons.order).toBe(`changed since ${shortSha(repo.start)}: services/order/src/x.ts`);
  });

  test("AP-8 of its own history: everything, with the reason", async () => {
    await using repo = await shop();
    const orphan = await openGit(repo.dev.path, { identity: { name: "t", email: "t@example.com" } }).commit(
      undefined,
      { message: "other", changes: [] },
    );
    const { services, reasons } = await repo.detect(repo.dev, { base: orphan });
    expect(services).toEqual(["order", "product"]);
    expect(reasons.order).toContain("no common history");
  });
});

test("a branch that does not exist, and a source that does not, are errors with a remedy", async () => {
  await using repo = await shop();
  await expect(repo.detect(repo.dev, { branch: "trunk" })).rejects.toThrow("branch trunk: not on the remote");
  await expect(repo.detect(repo.dev, { source: "nowhere" })).rejects.toThrow(
    'commit "nowhere": not in this clone',
  );
});

test("a hotfix needs what its own commits changed, also after it was merged back; main's later work is not its own", async () => {
  await using place = await shop();
  const { dev, start, detect } = place;
  await dev.push("feat: later", { "services/order/src/later.ts": "export {};\n" });
  await dev.git("checkout", "--quiet", "-b", "hotfix/sell", start);
  await dev.commit("fix: sell", { "services/product/src/main.ts": "export const name = 'fixed';\n" });
  const before = await detect(dev, { "cut-from": "main" });
  expect(before.services).toEqual(["product"]);
  await dev.git("checkout", "--quiet", "main");
  await dev.git("merge", "--quiet", "--no-ff", "--no-edit", "hotfix/sell");
  await dev.git("push", "--quiet", "origin", "main");
  await dev.git("checkout", "--quiet", "hotfix/sell");
  expect((await detect(dev, { "cut-from": "main" })).services).toEqual(["product"]);
});
