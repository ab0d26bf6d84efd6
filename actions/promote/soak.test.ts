/** Soak as promote asks for it: evidence and history on real git. */
import { releaseFolder, releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { manifests, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { minutesAgo, release, running, soak } from "./testing/trial.ts";

const BRANCH = "promote/staging/product";

test("PP-16 under pushes all day, what soaked long enough moves while a newer one is on trial", async () => {
  await using shop = await startShop({ policies: soak });
  await release(shop, "0.1.0", minutesAgo(120));
  const good = await release(shop, "0.2.0", minutesAgo(60));
  await release(shop, "0.3.0", minutesAgo(10));
  await release(shop, "0.4.0", minutesAgo(1), running);
  const { results } = await shop.run();
  expect(results).toMatchObject([{ environment: "staging", status: "done" }]);
  expect(shop.forge.pulls).toMatchObject([{ title: expect.stringContaining("none → 0.2.0") }]);
  const folder = releasePath("staging", "product");
  for (const [name, content] of releaseFolder(good, manifests("product", "0.2.0"))) {
    expect(`${await shop.show(`${BRANCH}:${folder}/${name}`)}\n`).toBe(content);
  }
});

test("PP-16 soak is waited for; a commit that has nothing to do with it does not restart it", async () => {
  await using shop = await startShop({ policies: soak });
  await release(shop, "0.1.0", minutesAgo(29));
  await shop.push("docs: hello", { "README.md": "hello\n" });
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/healthy in dev for 29 min.* of 30 min/) },
  ]);
});

/** Each way to write an earlier `since` than the truth, with what it is bounded by. */
test.each([
  { attack: "its pin landed a minute ago", pinned: 1, written: 60 },
  {
    attack: "the reporter wrote about it a minute ago, whatever the date of the pin",
    pinned: 90,
    written: 1,
  },
  {
    attack: "its pin is dated in the future, which bounds nothing, and it was seen a minute ago",
    pinned: -90,
    written: 1,
  },
])("PP-16 soak does not believe `since`: $attack", async ({ pinned, written }) => {
  await using shop = await startShop({ policies: soak });
  const at = (minutes: number) => new Date(minutesAgo(minutes));
  const made = await shop.pin("dev", "product", "0.1.0", undefined, undefined, at(pinned));
  await shop.report("dev", made, { since: minutesAgo(120) }, undefined, at(written));
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/healthy in dev for 1 min( \d+ s)? of 30 min/) },
  ]);
});

test("PP-16 soak begins when the release became healthy again, whatever the newest report says", async () => {
  await using shop = await startShop({ policies: soak });
  const made = await release(shop, "0.1.0", minutesAgo(120));
  const at = new Date(minutesAgo(10));
  await shop.report("dev", made, { state: "degraded", since: at.toISOString() }, undefined, at);
  await shop.report("dev", made, { since: minutesAgo(120) }, undefined, new Date(minutesAgo(5)));
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/healthy in dev for 10 min.* of 30 min/) },
  ]);
});

test("evidence whose commit is older than the one before, or in the future, opens nothing", async () => {
  await using shop = await startShop();
  const made = await release(shop, "0.1.0", minutesAgo(60), { state: "degraded" });
  await shop.report("dev", made, {}, undefined, new Date(minutesAgo(90)));
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/newest commit is \d+ s older than one before it/) },
  ]);
  await shop.report("dev", made, {}, undefined, new Date(minutesAgo(-10)));
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringMatching(/newest commit lies \d+ s in the future/) },
  ]);
});

test("a report of a lower generation than this release had is not believed", async () => {
  await using shop = await startShop();
  const made = await release(shop, "0.1.0", minutesAgo(60), { observedGeneration: 7 });
  await shop.report("dev", made, { observedGeneration: 6 });
  expect((await shop.run()).results).toMatchObject([
    { status: "waiting", reason: expect.stringContaining("generation 6 is healthy, but 7 of this release") },
  ]);
});
