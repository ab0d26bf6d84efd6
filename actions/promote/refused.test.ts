import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { manifests, type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { healthyInDev, rows } from "./testing/product.ts";

test.each<[string, Parameters<Shop["report"]>[2], number, string, RegExp]>([
  [
    "an aborted canary",
    { state: "aborted", cause: "failed", message: "error ratio 0.2" },
    5,
    "refused",
    /aborted in dev \(failed\): error ratio 0\.2/,
  ],
  ["a canary that could not be judged", { state: "aborted", cause: "error" }, 5, "waiting", /\(error\)/],
  ["a canary that runs", { state: "running" }, 5, "waiting", /still being rolled out/],
  ["a reporter that is dead", {}, 900, "waiting", /the last beat was 9\d\d s ago/],
  ["a reporter from the future", {}, -900, "waiting", /in the future/],
])("PP-15 the gate stays closed: %s", async (_name, change, beatAge, status, reason) => {
  await using shop = await startShop();
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release, change, beatAge);
  const outcome = await shop.run();
  expect(outcome.results).toMatchObject([{ status, reason: expect.stringMatching(reason) }]);
  expect(await shop.branches()).toEqual([]);
  expect(shop.forge.pulls).toEqual([]);
});

test("a bad release in dev does not touch the promotion of the good one before it", async () => {
  await using shop = await startShop();
  const good = await healthyInDev(shop);
  await shop.run();
  const bad = await shop.pin("dev", "product", "0.1.1");
  const since = "2026-01-02T00:00:00Z";
  await shop.report("dev", bad, {
    state: "aborted",
    cause: "failed",
    stable: { releaseId: good.id },
    since,
  });
  expect(rows(await shop.run())).toEqual(["staging/product nothing"]);
  expect(shop.forge.pulls).toMatchObject([
    { state: "open", title: "promote(staging): product none → 0.1.0" },
  ]);
});

test("a release folder edited manually is named and refused; the other service moves", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  const order = await shop.pin("dev", "order", "0.1.0");
  await shop.report("dev", order);
  const file = `${releasePath("dev", "product")}/manifests.yaml`;
  await shop.push("fix: manually", {
    [file]: manifests("product", "0.1.0").replace("spec:", "spec:\n  replicas: 9"),
  });
  const outcome = await shop.run();
  expect(rows(outcome)).toEqual(["staging/order done", "staging/product refused"]);
  expect(outcome.results[1]?.reason).toMatch(
    /^environments\/dev\/product\/release: edited manually: manifests\.yaml/,
  );
  expect(await shop.branches()).toEqual(["promote/staging/order"]);
});

test("a release that lacks the source running in the target is refused: it would undo a hotfix", async () => {
  await using shop = await startShop();
  const base = await shop.developer.git("rev-parse", "HEAD");
  await shop.developer.git("checkout", "--quiet", "-b", "hotfix");
  const hotfix = await shop.developer.commit("fix: hot", { "services/product/hot.ts": "export {};\n" });
  await shop.developer.git("push", "--quiet", "origin", "HEAD:hotfix/one");
  await shop.developer.git("checkout", "--quiet", "main");
  await shop.pin("staging", "product", "0.0.9", hotfix);
  const release = await shop.pin("dev", "product", "0.1.0", base);
  await shop.report("dev", release);
  const outcome = await shop.run();
  expect(outcome.results[0]).toMatchObject({
    status: "refused",
    reason: expect.stringContaining(`does not contain ${shortSha(hotfix)}`),
  });
  expect(await shop.branches()).toEqual([]);
});

test("an overlay patch that does not fit the release is refused with file and path; nothing is pushed", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  const file = "environments/staging/product/kustomization.yaml";
  const patch =
    "  - target: {kind: Rollout}\n    patch: |-\n      - {op: replace, path: /spec/gone/it, value: 1}\n";
  await shop.push("feat: patch", { [file]: `${await shop.show(`main:${file}`)}\npatches:\n${patch}` });
  const outcome = await shop.run();
  expect(outcome.results[0]).toMatchObject({
    status: "refused",
    reason: expect.stringContaining(`${file}:`),
  });
  expect(outcome.results[0]?.reason).toContain("/spec/gone/it");
  expect(await shop.branches()).toEqual([]);
});
