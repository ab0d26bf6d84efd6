/** Migrations only go forward: what needs a version that they dropped would fail on the store as it is now. */
import { expect, test } from "vitest";
import { type Shop, startShop } from "./testing/platform.ts";

const before = { needs: 3, provides: [3] };
const expand = { needs: 3, provides: [3, 4] };
const use = { needs: 4, provides: [3, 4] };
const contract = { needs: 4, provides: [4] };

const prove = (shop: Shop, version: string, schema: Parameters<Shop["pin"]>[4]) =>
  shop.prove("prod", "order", version, undefined, schema);
const back = (shop: Shop, more: Readonly<Record<string, string>> = {}) =>
  shop.run({ inputs: { environment: "prod", services: "order", reason: "slow", ...more } });

test("after an expand a rollback is possible, also over a release that uses it", async () => {
  await using shop = await startShop();
  const first = await prove(shop, "0.1.0", before);
  await prove(shop, "0.2.0", expand);
  await prove(shop, "0.3.0", use);
  expect((await back(shop, { to: "0.1.0" })).results).toMatchObject([{ status: "done" }]);
  expect(await shop.pinned("prod", "order")).toBe(first.id);
});

test("PP-21 after the contract what needs the old version is passed over, and what does not is taken", async () => {
  await using shop = await startShop();
  await prove(shop, "0.1.0", expand);
  const user = await prove(shop, "0.2.0", use);
  await prove(shop, "0.3.0", expand);
  await prove(shop, "0.4.0", contract);
  expect((await back(shop)).results).toMatchObject([{ status: "done" }]);
  expect(await shop.pinned("prod", "order")).toBe(user.id);
});

test("PP-21 a planted target that the contract cut off is refused by name, and nothing moves", async () => {
  await using shop = await startShop();
  await prove(shop, "0.1.0", expand);
  await prove(shop, "0.2.0", contract);
  const tip = await shop.tip();
  expect((await back(shop, { to: "0.1.0" })).results).toMatchObject([
    {
      status: "refused",
      reason: expect.stringMatching(
        /^0\.1\.0 needs data schema 3, and migrations have left 4 in prod.*\n {2}Name a version .*release a fix/,
      ),
    },
  ]);
  expect((await back(shop)).results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(/0\.1\.0 needs data schema 3.*\n {2}Release a fix/) },
  ]);
  expect(await shop.tip()).toBe(tip);
});

test("going back does not undo a contract: what it cut off stays cut off", async () => {
  await using shop = await startShop();
  await prove(shop, "0.1.0", expand);
  await prove(shop, "0.2.0", use);
  await prove(shop, "0.3.0", contract);
  expect((await back(shop)).results).toMatchObject([{ status: "done" }]);
  expect((await back(shop, { to: "0.1.0" })).results).toMatchObject([
    { status: "refused", reason: expect.stringMatching(/needs data schema 3/) },
  ]);
});

test("an aborted canary whose migration may have run is still rolled back to what serves", async () => {
  await using shop = await startShop();
  const good = await prove(shop, "0.1.0", expand);
  const bad = await shop.pin("prod", "order", "0.2.0", undefined, contract);
  await shop.report("prod", bad, { state: "aborted", cause: "failed", stable: { releaseId: good.id } });
  expect((await shop.auto()).results).toMatchObject([{ status: "done" }]);
  expect(await shop.pinned("prod", "order")).toBe(good.id);
});

test("what declares no data schema needs none", async () => {
  await using shop = await startShop();
  const first = await prove(shop, "0.1.0", undefined);
  await prove(shop, "0.2.0", contract);
  expect((await back(shop)).results).toMatchObject([{ status: "done" }]);
  expect(await shop.pinned("prod", "order")).toBe(first.id);
});
