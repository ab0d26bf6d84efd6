/** A forge that falls silent, or breaks, in the middle of a run: the run ends and reports it, the next one puts it right, once. */
import { describeError, exitCode, exitCodeOf } from "@slipway/lib/app/report/outcome.ts";
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import type { Disturbance } from "@slipway/testing/forge/github-server.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";

const IMPATIENT = { SLIPWAY_API_DEADLINE: "0.3" };
const SERVICES = ["order", "product"];

async function start(merge: "review" | "auto"): Promise<Shop> {
  const shop = await startShop({ services: SERVICES, policies: { staging: { merge } } });
  const source = await shop.developer.git("rev-parse", "HEAD");
  for (const service of SERVICES) await shop.report("dev", await shop.pin("dev", service, "0.1.0", source));
  return shop;
}

/** How a run ended, for whoever called it. */
async function endOf(shop: Shop): Promise<{ readonly code: number; readonly words: string }> {
  try {
    const outcome = await shop.run({ env: IMPATIENT });
    return { code: exitCode(outcome), words: outcome.results.map(({ reason }) => reason).join("\n") };
  } catch (error) {
    return { code: exitCodeOf(error), words: describeError(error) };
  }
}

const disturbed = (shop: Shop, method: string, path: RegExp, how: Disturbance) =>
  shop.forge.disturb((asked, where) => (asked === method && path.test(where) ? how : undefined));

test.each<[Disturbance, string, RegExp]>([
  ["silent", "POST", /\/graphql$/],
  ["silent", "POST", /\/pulls$/],
  ["lost", "POST", /\/pulls$/],
  ["lost", "POST", /\/statuses\//],
])("PP-13 a forge that is %s at %s %s: one pull request a service eventually", async (how, method, path) => {
  await using shop = await start("review");
  // What a run asks about pull requests that are open it asks only where there are some.
  if (path.test("/graphql")) await shop.run();
  disturbed(shop, method, path, how);
  const { code, words } = await endOf(shop);
  expect(code).toBe(1);
  expect(words).toMatch(/^forge: (GET|POST|PATCH) \S+: (no answer: no response within 0\.3 s|502)/m);
  expect(words).not.toMatch(/internal error|bot-token/);
  shop.forge.disturb(undefined);
  await shop.run();
  const { results } = await shop.run();
  expect(results.map(({ status }) => status)).toEqual(["nothing", "nothing"]);
  const open = shop.forge.pulls.filter(({ state }) => state === "open").map(({ head }) => head);
  expect(open.toSorted()).toEqual(SERVICES.map((service) => `promote/staging/${service}`));
  expect(shop.forge.pulls).toHaveLength(2);
  expect(shop.forge.pulls.flatMap(({ comments }) => comments)).toEqual([]);
  for (const service of SERVICES) {
    const head = await shop.show(`promote/staging/${service}^{commit}`);
    const sha = /^commit (\w+)/.exec(head)?.[1];
    expect(shop.forge.statuses.findLast((each) => each.sha === sha)).toMatchObject({ state: "success" });
  }
});

test.each<[Disturbance]>([["lost"], ["broken"]])(
  "PP-14 a forge that is %s when it is to merge: both have moved once eventually",
  async (how) => {
    await using shop = await start("auto");
    disturbed(shop, "PUT", /\/merge$/, how);
    await endOf(shop);
    shop.forge.disturb(undefined);
    await shop.run();
    await shop.run();
    expect(shop.forge.pulls.filter(({ mergedAt }) => mergedAt !== null)).toHaveLength(1);
    expect(shop.forge.pulls.every(({ state }) => state === "closed")).toBe(true);
    for (const service of SERVICES) {
      const file = `${releasePath("staging", service)}/release.yaml`;
      expect(await shop.show(`main:${file}`)).toContain("version: 0.1.0");
      const commits = await shop.developer.git(
        "-C",
        shop.bare,
        "log",
        "--format=%s",
        "--no-merges",
        "main",
        "--",
        file,
      );
      expect(commits.split("\n")).toHaveLength(1);
    }
  },
);

test("a pull request that is closed while its comment is lost gets no second one", async () => {
  await using shop = await start("review");
  await shop.run();
  await shop.push("chore: stop it", {
    "environments/staging/product/kustomization.yaml": null,
    [`${releasePath("dev", "product")}/release.yaml`]: null,
    [`${releasePath("dev", "product")}/manifests.yaml`]: null,
    [`${releasePath("dev", "product")}/kustomization.yaml`]: null,
  });
  disturbed(shop, "POST", /\/comments$/, "lost");
  await endOf(shop);
  shop.forge.disturb(undefined);
  await shop.run();
  const [pull] = shop.forge.pulls.filter(({ head }) => head.endsWith("product"));
  expect(pull).toMatchObject({ state: "closed" });
  expect(pull?.comments).toHaveLength(1);
});
