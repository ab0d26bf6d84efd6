import { buildTarget } from "@slipway/lib/app/render/render.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { recordedReport } from "@slipway/testing/report.ts";
import { digestOf, overlayFiles, serviceFiles } from "@slipway/testing/repositories/shop.ts";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { reasonOf, statuses } from "./testing/outcome.ts";
import { race } from "./testing/race.ts";
import { shop } from "./testing/shop.ts";

describe("first releases", () => {
  test("PP-4 N services are one commit with provenance, pins that build, and a tag each on the source", async () => {
    await using repo = await shop();
    const env = {
      PATH: process.env.PATH,
      GITHUB_SERVER_URL: "https://forge.example.com",
      GITHUB_REPOSITORY: "slipway-dev/slipway",
      GITHUB_RUN_ID: "42",
      GITHUB_ACTOR: "dev\nRelease-Id: forged",
    };
    const outcome = await repo.bump(repo.source, { order: "a", product: "b" }, { env });
    expect(statuses(outcome)).toEqual({ order: "done", product: "done" });
    const tip = await repo.tip();
    expect(outcome.outputs.commit).toBe(tip.commit);
    const [commit, ...older] = await repo.git.log(tip.commit);
    expect(older.map((each) => each.sha)).toEqual([repo.source]);
    const [order, product] = [await repo.pinned("order"), await repo.pinned("product")];
    expect(commit?.message).toBe(`bump(dev): 2 services

order 0.1.0 ${digestOf("a")}
product 0.1.0 ${digestOf("b")}

Release-Id: order=${order?.id}
Release-Id: product=${product?.id}
Source: ${repo.source}
Run: https://forge.example.com/slipway-dev/slipway/actions/runs/42
Actor: dev Release-Id: forged
Slipway-Verb: bump`);
    expect(await buildTarget(tip, "dev", "product")).toContain(
      `image: registry.example.com/shop/product:0.1.0@${digestOf("b")}`,
    );
    expect(product).toMatchObject({ version: "0.1.0", source: repo.source, strategy: "standard" });
    expect(JSON.parse(outcome.outputs.releases ?? "")).toMatchObject({
      product: { id: product?.id, version: "0.1.0", digest: digestOf("b") },
    });
    expect(await repo.tags()).toEqual({ "order-v0.1.0": repo.source, "product-v0.1.0": repo.source });
    const changed = await repo.git.changedPaths(repo.source, tip.commit);
    expect(changed.every(({ path }) => /^environments\/dev\/\w+\/release\//.test(path))).toBe(true);
  });

  test("without an overlay: the service is refused with the file to add, the other is bumped", async () => {
    await using repo = await shop(["order"], { ...serviceFiles("product") });
    const outcome = await repo.bump(repo.source, { order: "a", product: "b" });
    expect(statuses(outcome)).toEqual({ order: "done", product: "failed" });
    const reason = reasonOf(outcome, "product");
    expect(reason).toContain("environments/dev/product/kustomization.yaml: not there");
    const content = parse(reason.split("\n").slice(2).join("\n")) as unknown;
    expect(content).toEqual(parse(Object.values(overlayFiles("dev", "product"))[0] ?? ""));
    expect(await repo.pinned("product")).toBeUndefined();
  });
});

describe("a second release", () => {
  test("AP-13 PP-5 of the same image and manifests is nothing: no commit, no push", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { product: "a" });
    const before = (await repo.tip()).commit;
    const later = await repo.push("docs: nothing that runs", { "README.md": "hello\n" });
    const pushes = () => repo.server.requests.filter(({ url }) => url.endsWith("git-receive-pack")).length;
    const pushed = pushes();
    const outcome = await repo.bump(later, { product: "a" });
    expect(statuses(outcome)).toEqual({ product: "nothing" });
    expect(outcome.outputs).toEqual({ commit: "", releases: "{}" });
    expect(pushes()).toBe(pushed);
    expect((await repo.git.log((await repo.tip()).commit)).map(({ sha }) => sha)).toContain(before);
  });

  test("PP-30 gets its version and changelog from the commits that touched the service", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { order: "a", product: "a" });
    const source = await repo.push("feat(product): more", { "services/product/src/more.ts": "" });
    const outcome = await repo.bump(source, { order: "b", product: "b" });
    expect((await repo.pinned("product"))?.version).toBe("0.2.0");
    expect((await repo.pinned("order"))?.version).toBe("0.1.1");
    const [commit] = await repo.git.log(outcome.outputs.commit ?? "");
    expect(commit?.message).toContain(`product 0.1.0 → 0.2.0 ${digestOf("b")}
  features
  - more (${shortSha(source)})

Release-Id: order=`);
  });

  test("says which data schema it needs and leaves, as its service.yaml does at the source", async () => {
    await using repo = await shop(["product"]);
    await repo.bump(repo.source, { product: "a" });
    expect((await repo.pinned("product"))?.dataSchema).toBeUndefined();
    const file = "services/product/service.yaml";
    const text = String(await (await repo.tip()).read(file));
    const source = await repo.push("feat(product): expand", {
      [file]: `${text}dataSchema: {needs: 1, provides: [1, 2]}\n`,
    });
    await repo.bump(source, { product: "b" });
    expect((await repo.pinned("product"))?.dataSchema).toEqual({ needs: 1, provides: [1, 2] });
  });

  test("of other manifests with the same image is a separate release, its files replaced whole", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { product: "a" });
    const first = await repo.pinned("product");
    const source = await repo.push("fix(product): more replicas", serviceFiles("product", "replicas: 3\n"));
    const outcome = await repo.bump(source, { product: "a" });
    const second = await repo.pinned("product");
    expect([first?.version, second?.version]).toEqual(["0.1.0", "0.1.1"]);
    expect(second?.id).not.toBe(first?.id);
    const [commit] = await repo.git.log(outcome.outputs.commit ?? "");
    expect(commit?.subject).toBe("bump(dev): product 0.1.0 → 0.1.1");
  });

  test("a source that is not the run's own commit, or on no reviewed branch, is refused for every service", async () => {
    await using repo = await shop();
    await repo.dev.git("switch", "--quiet", "--create", "side");
    const side = await repo.dev.commit("feat: unreviewed", serviceFiles("order", "replicas: 9\n"));
    await repo.dev.git("push", "--quiet", "origin", "side");
    await repo.dev.git("switch", "--quiet", "main");
    const images = { order: "a", product: "b" };
    await repo.checkout.git("fetch", "--quiet", "origin", "side");
    const unreviewed = await repo.bump(side, images, { env: { PATH: process.env.PATH, GITHUB_SHA: side } });
    expect(statuses(unreviewed)).toEqual({ order: "refused", product: "refused" });
    expect(reasonOf(unreviewed, "order")).toContain(`${side} is not on main`);
    // On main, but another commit than the one this run is for: the build job claims it.
    const newer = await repo.push("feat(order): more", { "services/order/src/more.ts": "" });
    const env = { PATH: process.env.PATH, GITHUB_SHA: newer };
    const claimed = await repo.bump(repo.source, images, { env });
    expect(statuses(claimed)).toEqual({ order: "refused", product: "refused" });
    expect(reasonOf(claimed, "product")).toContain(`is not ${newer}, the commit of this run`);
    expect(await repo.pinned("order")).toBeUndefined();
    expect(statuses(await repo.bump(newer, images, { env }))).toEqual({ order: "done", product: "done" });
  });

  test("PP-10 from an older source is refused: a late run reverts nothing", async () => {
    await using repo = await shop();
    const newer = await repo.push("feat(product): newer", { "services/product/src/newer.ts": "" });
    await repo.bump(newer, { product: "b" });
    const pinned = await repo.pinned("product");
    const outcome = await repo.bump(repo.source, { product: "a" });
    expect(statuses(outcome)).toEqual({ product: "refused" });
    expect(reasonOf(outcome, "product")).toContain(`does not contain ${shortSha(newer)}`);
    expect(await repo.pinned("product")).toEqual(pinned);
  });

  test("after a rewritten history is refused with the way out", async () => {
    await using repo = await shop();
    await repo.bump(repo.source, { product: "a" });
    const release = { "environments/dev/product/release/release.yaml": "" };
    const text = String(await (await repo.tip()).read(Object.keys(release)[0] ?? ""));
    const source = await repo.push("chore: as if rewritten", {
      "environments/dev/product/release/release.yaml": text.replace(repo.source, "d".repeat(40)),
    });
    const outcome = await repo.bump(source, { product: "b" });
    expect(statuses(outcome)).toEqual({ product: "refused" });
    expect(reasonOf(outcome, "product")).toContain("delete environments/dev/product/release in a commit");
  });
});

test("a dry run plans and changes nothing", async () => {
  await using repo = await shop();
  const report = recordedReport();
  const outcome = await repo.bump(repo.source, { product: "a" }, { dryRun: true, report });
  expect(outcome.outputs).toEqual({ commit: "", releases: "{}" });
  expect(outcome.results).toMatchObject([{ status: "nothing", reason: "would pin none → 0.1.0" }]);
  expect(report.lines).toContain("plan: product: none → 0.1.0");
  expect((await repo.tip()).commit).toBe(repo.source);
  expect(await repo.tags()).toEqual({});
});

test("PP-27 N services cost two fetches of refs at most, one push of the pins and one of the tags", async () => {
  const services = Array.from({ length: 8 }, (_, index) => `service-${index}`);
  await using repo = await shop(services);
  const before = repo.server.requests.length;
  await repo.bumpIn(repo.checkout, repo.source, Object.fromEntries(services.map((name) => [name, "a"])));
  const calls = repo.server.requests.slice(before).filter(({ method }) => method === "POST");
  expect(calls.filter(({ url }) => url.endsWith("git-receive-pack")).length).toBe(2);
  expect(calls.length).toBeLessThanOrEqual(4);
});

test("PP-1 two bumps racing five times lose nothing", async () => {
  await race(5);
});
