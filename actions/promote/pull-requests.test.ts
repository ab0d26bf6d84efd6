import { startShop } from "@slipway/testing/repositories/promotion.ts";
import { assert, expect, test } from "vitest";
import { BRANCH, FOLDER, healthyInDev, rows } from "./testing/product.ts";

test("a pull request is closed when its very release fails, and opened again when it is healthy", async () => {
  await using shop = await startShop();
  const release = await healthyInDev(shop);
  await shop.run();
  await shop.report("dev", release, { state: "degraded", message: "1 of 4 pods available" });
  expect(rows(await shop.run())).toEqual(["staging/product waiting"]);
  expect(shop.forge.pulls[0]).toMatchObject({
    state: "closed",
    comments: [{ body: expect.stringContaining("1 of 4 pods") }],
  });
  expect(await shop.branches()).toEqual([]);
  await shop.report("dev", release);
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  expect(shop.forge.pulls[1]).toMatchObject({ state: "open" });
});

test("one that is merged on main before the forge reports it is not closed", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  await shop.run();
  await shop.merge(BRANCH);
  const [pull] = shop.forge.pulls;
  assert(pull);
  Object.assign(pull, { state: "open", mergedAt: null });
  let lists = 0;
  shop.forge.beforeRequest(async (method, path) => {
    if (method === "GET" && path.endsWith("/pulls")) lists += 1;
    if (lists === 3) Object.assign(pull, { state: "closed", mergedAt: new Date().toISOString() });
  });
  expect(rows(await shop.run())).toContain("staging/product nothing");
  expect(pull).toMatchObject({ mergedAt: expect.any(String), comments: [] });
  expect(await shop.branches()).toEqual([]);
});

test("what a person closed stays closed, until there is another release", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  await shop.run();
  const [pull] = shop.forge.pulls;
  if (pull !== undefined) pull.state = "closed";
  const outcome = await shop.run();
  expect(outcome.results[0]).toMatchObject({
    status: "waiting",
    reason: expect.stringContaining("closed by a person"),
  });
  expect(shop.forge.pulls).toHaveLength(1);
  await healthyInDev(shop, "0.2.0");
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  expect(shop.forge.pulls).toHaveLength(2);
});

test("AP-12 commits of people on the branch are never overwritten", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  await shop.run();
  await shop.developer.git("fetch", "--quiet", "origin");
  await shop.developer.git("checkout", "--quiet", "-B", "mine", `origin/${BRANCH}`);
  await shop.developer.commit("feat: mine", { "services/product/mine.ts": "export {};\n" });
  await shop.developer.git("push", "--quiet", "origin", `HEAD:${BRANCH}`);
  await shop.developer.git("checkout", "--quiet", "main");
  const before = await shop.show(BRANCH);
  await healthyInDev(shop, "0.2.0");
  const outcome = await shop.run();
  expect(outcome.results[0]).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("services/product/mine.ts"),
  });
  expect(await shop.show(BRANCH)).toBe(before);
});

test("PP-29 PP-13 a run that died between push and pull request is finished by the next one", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  shop.forge.failNext(undefined, 422);
  await shop.run().catch(() => undefined);
  expect(shop.forge.pulls).toEqual([]);
  await shop.run();
  expect(shop.forge.pulls).toMatchObject([{ head: BRANCH, state: "open" }]);
});

test("a lost race is read and planned again", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  await shop.developer.git("fetch", "--quiet", "origin");
  let pushes = 0;
  shop.server.beforePush(async () => {
    pushes += 1;
    if (pushes === 1) await shop.developer.git("push", "--quiet", "origin", `HEAD:${BRANCH}`);
  });
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  shop.server.beforePush(undefined);
  expect(shop.forge.pulls).toMatchObject([{ head: BRANCH, state: "open" }]);
  expect(await shop.show(`${BRANCH}:${FOLDER}/release.yaml`)).toContain("version: 0.1.0");
});
