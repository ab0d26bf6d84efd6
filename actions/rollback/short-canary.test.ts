/** How a rollback starts the release that it pins: docs/decisions/012. */
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { git } from "@slipway/testing/git/git.ts";
import { rollbackSteps } from "@slipway/testing/repositories/platform.ts";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { type Shop, startShop } from "./testing/platform.ts";

const order = { inputs: { environment: "prod", services: "product", reason: "checkout is slow" } };
const wholeCanary = [{ setWeight: 25 }, { pause: { duration: "5m" } }];

test("a release that was healthy here starts with the short canary; its id, its manifests and a revert stay as they are", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  expect(await stepsThatRun(shop)).toEqual(wholeCanary);
  const whole = await folderIn(shop);
  await shop.prove("prod", "product", "0.2.0");

  const { results } = await shop.run(order);

  expect(results[0]?.reason).toMatch(/; starts with the short canary of a rollback$/);
  expect(await git(shop.bare, "log", "-1", "--format=%B", "main")).toContain(
    "\n  starts with the short canary",
  );
  expect(await stepsThatRun(shop)).toEqual(rollbackSteps("product"));
  expect(await shop.pinned("prod", "product")).toBe(good.id);
  await shop.revert();
  await shop.revert();
  expect(await stepsThatRun(shop)).toEqual(rollbackSteps("product"));

  await shop.prove("prod", "product", "0.3.0");
  expect(await stepsThatRun(shop)).toEqual(wholeCanary);
  expect(await folderIn(shop)).not.toBe(whole);
});

test("a release that nobody saw healthy here runs its whole canary", async () => {
  await using shop = await startShop();
  await shop.pin("prod", "product", "0.1.0");
  const bad = await shop.pin("prod", "product", "0.2.0");
  await shop.report("prod", bad, { state: "degraded", stable: { releaseId: bad.id } });
  const { results } = await shop.run({ inputs: { ...order.inputs, to: "0.1.0" } });
  expect(results[0]).toMatchObject({ status: "done" });
  expect(results[0]?.reason).toMatch(
    /; starts with its whole canary, because no evidence says that it was healthy here$/,
  );
  expect(await stepsThatRun(shop)).toEqual(wholeCanary);
});

test("an aborted canary is reverted to the bytes that were there: its stable pods still run", async () => {
  await using shop = await startShop();
  const good = await shop.prove("prod", "product", "0.1.0");
  const whole = await folderIn(shop);
  await shop.abort("prod", "product", "0.2.0", good);
  const { results } = await shop.auto();
  expect(results[0]?.reason).not.toContain("canary, because");
  expect(await folderIn(shop)).toBe(whole);
});

function folderIn(shop: Shop): Promise<string> {
  return git(shop.bare, "rev-parse", `main:${releasePath("prod", "product")}`);
}

/** The canary's steps in what Argo CD applies. */
async function stepsThatRun(shop: Shop): Promise<unknown> {
  await shop.developer.git("fetch", "--quiet", shop.bare, "main");
  await shop.developer.git("reset", "--quiet", "--hard", "FETCH_HEAD");
  const folder = "environments/prod/product";
  const { stdout } = await exec("kustomize", ["build", folder], {
    cwd: shop.developer.path,
    timeoutMs: 30_000,
  });
  return parse(stdout).spec.strategy.canary.steps;
}
