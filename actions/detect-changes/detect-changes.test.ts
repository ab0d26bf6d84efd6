import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { clone, type Files } from "@slipway/testing/git/clone.ts";
import { releaseFiles, releaseOf, serviceFiles } from "@slipway/testing/repositories/shop.ts";
import { afterAll, describe, expect, test } from "vitest";
import { lock, shop } from "./testing/shop.ts";

describe("compared with the pinned releases", () => {
  /** One shop for the whole table: each case commits on the pinned commit and pushes nothing. */
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

  test("PP-28 AP-7 a shallow checkout is deepened to the pinned commits", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    await repo.dev.push("docs: x", { "docs/x": "" });
    await using shallow = await clone(repo.url, "--depth=1");
    expect((await repo.detect(shallow)).services).toEqual([]);
  });

  test("AP-7 a renamed service is a first release, and the old one is removed", async () => {
    await using repo = await shop();
    await repo.pin(repo.start);
    const before = Object.fromEntries(Object.keys(serviceFiles("product")).map((path) => [path, null]));
    await repo.dev.push("refactor!: product is catalog", { ...before, ...serviceFiles("catalog") });
    const { services, reasons, results } = await repo.detect(repo.dev);
    expect([services, reasons.catalog]).toEqual([["catalog"], "first release"]);
    expect(results.find(({ service }) => service === "product")?.status).toBe("nothing");
  });

  test("AP-7 after a force push, a release pinned from the lost commit is built again", async () => {
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

  test("a broken service.yaml or a manually edited release is built, because bump reports it by name", async () => {
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
