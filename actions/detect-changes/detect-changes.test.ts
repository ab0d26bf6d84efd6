import { afterAll, describe, expect, test } from "vitest";
import { openGit } from "../lib/git/git.ts";
import { type Clone, clone, type Files } from "../testing/clone.ts";
import { startGitServer } from "../testing/git-server.ts";
import { testContext } from "../testing/report.ts";
import { releaseFiles, releaseOf, serviceFiles, shopFiles } from "../testing/shop.ts";
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
  const dev = stack.use(await clone(url));
  const files: Files = { ...shopFiles(["order", "product"]), "package-lock.json": lock() };
  const start = await dev.push("feat: start", files);
  const detect = async (where: Clone, inputs: Record<string, string> = {}) => {
    const { outputs, results } = await detectChanges(request.parse(inputs), testContext(where.path));
    return {
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

  test("nothing changed: an explicit empty list, with a reason for each", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    const { services, results } = await repo.detect(repo.dev);
    expect(services).toEqual([]);
    expect(results.map(({ service, status }) => [service, status])).toEqual([
      ["order", "nothing"],
      ["product", "nothing"],
    ]);
    expect(results[0]?.reason).toBe(`nothing changed since 0.1.0 (${repo.start.slice(0, 12)})`);
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
  ])("%s", async (_, files, services, reason) => {
    const repo = await pinnedShop;
    await repo.dev.git("checkout", "--quiet", "--force", "-B", "case", "origin/main");
    await repo.dev.commit("change", files);
    const found = await repo.detect(repo.dev);
    expect(found.services).toEqual(services);
    for (const words of Object.values(found.reasons)) expect(words).toMatch(reason);
  });

  test("a push that was never bumped is still found after later ones", async () => {
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

  test("a shallow checkout is completed first", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    await repo.dev.push("docs: x", { "docs/x": "" });
    await using shallow = await clone(repo.url, "--depth=1");
    expect((await repo.detect(shallow)).services).toEqual([]);
  });

  test("a pinned source that is gone: build, with the reason", async () => {
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

  test("a service that is gone from the sources keeps its release and is reported", async () => {
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
    expect(reasons.product).toContain("edited by hand");
  });
});

describe("for a pull request", () => {
  test("only what the head changed since it branched off", async () => {
    await using repo = await shop();
    await using author = await clone(repo.url);
    const head = await author.commit("feat(order): x", { "services/order/src/x.ts": "" });
    const base = await repo.dev.push("feat(product): meanwhile", { "services/product/src/y.ts": "" });
    await author.git("fetch", "--quiet");
    const found = await repo.detect(author, { base, source: head });
    expect(found.services).toEqual(["order"]);
    expect(found.reasons.order).toBe(`changed since ${repo.start.slice(0, 12)}: services/order/src/x.ts`);
  });

  test("of a history of its own: everything", async () => {
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
