/** The gates as promote asks them: policies, holds, stops and history on real git. */
import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { frozen, minutesAgo, release, running } from "./testing/trial.ts";

const BRANCH = "promote/staging/product";

test("a release that was rolled back in dev does not move on because it was healthy once", async () => {
  await using shop = await startShop();
  const first = await release(shop, "0.1.0", minutesAgo(120));
  await release(shop, "0.2.0", minutesAgo(60));
  await shop.pin("dev", "product", "0.1.0", first.source);
  await shop.report("dev", first, { since: minutesAgo(1), ...running });
  const { results } = await shop.run();
  expect(results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/^0\.1\.0 is still being/) },
  ]);
});

test("a rollback in dev does not change staging, and is no error", async () => {
  await using shop = await startShop();
  const first = await release(shop, "0.1.0", minutesAgo(120));
  await shop.push("feat: more", { "services/product/more.txt": "more" });
  await shop.pin("dev", "product", "0.2.0");
  await shop.pin("staging", "product", "0.2.0");
  await shop.pin("dev", "product", "0.1.0", first.source);
  await shop.report("dev", first, { since: minutesAgo(1) });
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({
      environment: "staging",
      status: "nothing",
      reason: "staging has 0.2.0, which is newer than 0.1.0 in dev",
    }),
  );
});

test("a release that was degraded before a newer one came does not move", async () => {
  await using shop = await startShop();
  const bad = await release(shop, "0.1.0", minutesAgo(120));
  const at = new Date(minutesAgo(60));
  await shop.report("dev", bad, { state: "degraded", since: at.toISOString() }, undefined, at);
  await release(shop, "0.2.0", minutesAgo(1), running);
  expect((await shop.run()).results).toMatchObject([{ status: "waiting" }]);
});

test("what waits for the environment names the release that would move", async () => {
  await using shop = await startShop({ policies: frozen });
  await release(shop, "0.1.0", minutesAgo(60));
  await release(shop, "0.2.0", minutesAgo(1), running);
  const { answer } = await shop.run({ dryRun: true });
  expect(answer?.document).toMatchObject({
    results: [{ next: "0.1.0", reason: expect.stringContaining("frozen") }],
  });
});

test("a promotion does not interrupt a running canary in the target", async () => {
  await using shop = await startShop();
  const old = await shop.pin("dev", "product", "0.1.0");
  await shop.pin("staging", "product", "0.1.0", old.source);
  await release(shop, "0.2.0", minutesAgo(60));
  await shop.report("staging", old, { ...running, stable: { releaseId: null } });
  const waiting = (await shop.run()).results;
  expect(waiting).toContainEqual(
    expect.objectContaining({
      environment: "staging",
      status: "waiting",
      reason: expect.stringContaining("the canary of 0.1.0 runs in staging/main"),
    }),
  );
  expect(await shop.branches()).toEqual([]);
  await shop.report("staging", old, { state: "healthy" });
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({ environment: "staging", status: "done" }),
  );
});

test("PP-15 a release invented in staging does not reach prod", async () => {
  await using shop = await startShop();
  const made = await shop.pin("staging", "product", "6.6.6");
  await shop.report("staging", made);
  expect((await shop.run()).results).toContainEqual(
    expect.objectContaining({
      environment: "prod",
      status: "refused",
      reason: expect.stringContaining("6.6.6, which dev never had, so no promotion made it"),
    }),
  );
  expect(await shop.branches()).toEqual([]);
});

test("PP-20 a stop of everything blocks a healthy release, and admits it when it ends", async () => {
  await using shop = await startShop();
  await release(shop, "0.1.0", minutesAgo(60));
  await shop.developer.git("push", "--quiet", "origin", "HEAD:refs/heads/stop/all");
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringContaining("stopped") },
  ]);
  await shop.developer.git("push", "--quiet", "origin", ":refs/heads/stop/all");
  expect((await shop.run()).results).toMatchObject([{ status: "done" }]);
});

test("PP-22 a held release is refused, until a newer one comes", async () => {
  await using shop = await startShop();
  const bad = await release(shop, "0.1.0", minutesAgo(60));
  const hold = toHold("staging", bad, {
    cause: "rollback",
    reason: "orders got lost",
    by: "ada",
    until: null,
    at: new Date(),
  });
  await shop.push("hold", { [holdFile("staging", "product", bad.id)]: formatHold(hold) });
  expect((await shop.run()).results).toMatchObject([
    { status: "refused", reason: expect.stringMatching(/^0\.1\.0 is held in staging .* orders got lost/) },
  ]);
  await release(shop, "0.2.0", minutesAgo(5));
  expect((await shop.run()).results).toMatchObject([{ status: "done" }]);
});

test("PP-15 one hold that cannot be read keeps everything out of that environment", async () => {
  await using shop = await startShop();
  await release(shop, "0.1.0", minutesAgo(60));
  await shop.push("hold", { "environments/staging/holds/odd.yaml": "[" });
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringContaining("environments/staging/holds/odd.yaml") },
  ]);
});

const asked = {
  bypass: "freeze",
  "bypass-for": "staging/product",
  reason: "payments are down",
  actor: "ada",
};

test("PP-20 a freeze is passed by name and reason; both are recorded, and hold until the release has moved", async () => {
  await using shop = await startShop({ policies: frozen });
  await release(shop, "0.1.0", minutesAgo(60));
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/^frozen by "always"/) },
  ]);
  expect((await shop.run({ inputs: asked })).results).toMatchObject([{ status: "done" }]);
  expect(await shop.show(BRANCH)).toContain("Slipway-Bypass: product: freeze by ada: payments are down");
  const before = await shop.show(BRANCH);
  expect((await shop.run()).results).toMatchObject([{ status: "nothing" }]);
  expect(await shop.show(BRANCH)).toBe(before);
  await release(shop, "0.2.0", minutesAgo(5));
  expect((await shop.run()).results).toMatchObject([{ status: "waiting" }]);
});
