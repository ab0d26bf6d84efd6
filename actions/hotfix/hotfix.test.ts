import { boardSchema } from "@slipway/lib/app/board/document.ts";
import { testContext } from "@slipway/testing/report.ts";
import { builtFrom } from "@slipway/testing/repositories/hotfix.ts";
import { expect, test } from "vitest";
import { history } from "../history/history.ts";
import { request as historyRequest } from "../history/request.ts";
import { request as statusRequest } from "../status/request.ts";
import { status } from "../status/status.ts";
import { request as whyRequest } from "../why/request.ts";
import { why } from "../why/why.ts";
import { BRANCH, FILE, only, start } from "./testing/start.ts";

test("a hotfix enters only prod, by pull request, rendered at its commit, as the next patch", async () => {
  await using shop = await start();
  const outcome = await shop.run(builtFrom(shop.fix));
  expect(outcome.results).toMatchObject([
    {
      service: "product",
      environment: "prod",
      status: "done",
      reason: expect.stringMatching(/^1\.4\.2 → 1\.4\.3: opened/),
    },
  ]);
  const release = await shop.show(`${BRANCH}:${FILE}`);
  expect(release).toContain("version: 1.4.3\n");
  expect(release).toContain(`source: "${shop.fix}"\n`);
  expect(release).toMatch(/^hotfix: hotfix\/sell$/m);
  expect(await shop.show(`${BRANCH}:environments/prod/product/release/manifests.yaml`)).toContain(
    "LOG_LEVEL",
  );
  expect(await shop.show(BRANCH)).toContain("Slipway-Hotfix: hotfix/sell");
  expect(await shop.refs("refs/tags")).toEqual(["product-v1.4.3"]);
  expect(shop.forge.pulls).toMatchObject([
    { head: BRANCH, base: "main", state: "open", title: "hotfix(prod): product 1.4.2 → 1.4.3" },
  ]);
  expect(shop.forge.pulls[0]?.body).toContain("sell again");
  expect(shop.forge.statuses).toMatchObject([{ context: "slipway/gates", state: "success" }]);
});

test("run twice, with and without images, changes nothing; a newer commit gets its own version", async () => {
  await using shop = await start();
  await shop.run(builtFrom(shop.fix));
  const refs = await shop.show(BRANCH);
  expect(only(await shop.run(builtFrom(shop.fix)))).toMatchObject({ status: "nothing" });
  expect(only(await shop.run())).toMatchObject({
    status: "nothing",
    reason: expect.stringContaining("waits for its merge"),
  });
  expect(await shop.show(BRANCH)).toBe(refs);
  expect(shop.forge.pulls).toHaveLength(1);
  expect(shop.forge.statuses).toHaveLength(1);

  const better = await shop.cut("hotfix/sell", shop.fix, { "services/product/src/b.ts": "export {};\n" });
  await shop.run(builtFrom(better, "hotfix/sell", `sha256:${"9".repeat(64)}`));
  expect(await shop.show(`${BRANCH}:${FILE}`)).toContain("version: 1.4.4\n");
  expect(shop.forge.pulls).toMatchObject([{ state: "open", title: expect.stringContaining("→ 1.4.4") }]);
  expect(await shop.refs("refs/tags")).toEqual(["product-v1.4.3", "product-v1.4.4"]);
});

test("versions that main used are not used again, tagged or only pinned", async () => {
  await using shop = await start();
  await shop.developer.git("tag", "product-v1.4.3", "main");
  await shop.developer.git("push", "--quiet", "origin", "product-v1.4.3");
  await shop.pin("dev", "1.4.4", await shop.developer.git("rev-parse", "HEAD"), "b");
  await shop.run(builtFrom(shop.fix));
  expect(await shop.show(`${BRANCH}:${FILE}`)).toContain("version: 1.4.5\n");
});

test("after it landed, what lacks it is refused until it is merged into main, and its branch is gone", async () => {
  await using shop = await start();
  await shop.run(builtFrom(shop.fix));
  await shop.merge(BRANCH);
  await shop.run();
  expect(await shop.refs("refs/heads/hotfix-release")).toEqual([]);

  const main = await shop.push("feat: more", { "services/product/src/more.ts": "export {};\n" });
  const lacking = await shop.pin("staging", "1.5.0", main, "c");
  await shop.pin("dev", "1.5.0", main, "c");
  await shop.reportHealthy("staging", lacking);
  const toProd = async () =>
    (await shop.promote()).results.find(
      ({ environment, service }) => environment === "prod" && service === "product",
    );
  const refused = await toProd();
  expect(refused?.status).toBe("refused");
  expect(refused?.reason).toContain("the source of 1.4.3 in prod, a hotfix.");
  expect(refused?.reason).toContain("Merge hotfix/sell (");

  await shop.merge("hotfix/sell");
  const merged = await shop.developer.git("rev-parse", "HEAD");
  await shop.pin("dev", "1.5.1", merged, "d");
  await shop.reportHealthy("staging", await shop.pin("staging", "1.5.1", merged, "d"));
  expect(await toProd()).toMatchObject({ status: "done", reason: expect.stringContaining("1.4.3 → 1.5.1") });
});

test("the board shows it while it waits; history and why name it and what is missing", async () => {
  await using shop = await start();
  await shop.run(builtFrom(shop.fix));
  const context = testContext(shop.developer.path, { env: { PATH: process.env.PATH } });
  const board = boardSchema.parse(
    JSON.parse((await status(statusRequest.parse({}), context)).outputs.board ?? ""),
  );
  const cells = board.services.find(({ name }) => name === "product")?.cells ?? [];
  expect(
    cells.map(({ environment, promotion }) => [environment, promotion?.branch, promotion?.version]),
  ).toEqual([
    ["dev", undefined, undefined],
    ["staging", undefined, undefined],
    ["prod", BRANCH, "1.4.3"],
  ]);

  await shop.merge(BRANCH);
  const main = await shop.push("feat: more", { "services/product/src/more.ts": "export {};\n" });
  await shop.pin("dev", "1.5.0", main, "c");
  await shop.reportHealthy("staging", await shop.pin("staging", "1.5.0", main, "c"));
  const record = (await history(historyRequest.parse({ service: "product", environment: "prod" }), context))
    .outputs.record;
  expect(JSON.parse(record ?? "").entries[0]).toMatchObject({
    version: "1.4.3",
    change: { verb: "hotfix", reason: "hotfix/sell" },
  });
  const { explanation = "" } = (
    await why(whyRequest.parse({ service: "product", environment: "prod" }), context)
  ).outputs;
  expect(explanation).toContain("brought as a hotfix by");
  expect(explanation).toContain("Merge hotfix/sell (");
});

test("merged into main before it landed, it still lands", async () => {
  await using shop = await start();
  await shop.merge("hotfix/sell");
  expect(only(await shop.run(builtFrom(shop.fix)))).toMatchObject({ status: "done" });
});

test("PP-19 on GitHub its API makes the commit, so that it is Verified", async () => {
  await using shop = await start();
  const env = { GITHUB_ACTIONS: "true" };
  expect(only(await shop.run(builtFrom(shop.fix), { env }))).toMatchObject({ status: "done" });
  expect(await shop.show(BRANCH)).toContain("Author: GitHub <noreply@github.com>");
  expect(await shop.refs("refs/heads/slipway-commits")).toEqual([]);
  expect(shop.forge.pulls).toMatchObject([{ head: BRANCH, state: "open" }]);
});
