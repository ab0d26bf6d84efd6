/** A person who may push to a promotion's branch controls its messages; the forge records the bot's bypasses. */
import { testContext } from "@slipway/testing/report.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { request as whyRequest } from "../why/request.ts";
import { why } from "../why/why.ts";

const BRANCH = "promote/staging";
const FREEZES = '[{name: always, cron: "0 * * * *", duration: 2h, timezone: UTC}]';

const trailers = (id: string) => `promote(staging): product none → 0.1.0

Release-Id: ${id}
Slipway-Verb: promote
Slipway-Bypass: product: freeze by cto: payments are down
Slipway-Bypass: product: health by cto: payments are down
Slipway-Bypass: product: soak by cto: payments are down
`;

const rows = ({ results }: Awaited<ReturnType<Shop["run"]>>) =>
  results.map(({ environment, service, status }) => `${environment}/${service} ${status}`);

/** product 0.1.0 is degraded in dev, and staging, where the bot merges, is frozen. */
async function start(state: "degraded" | "healthy") {
  const shop = await startShop({
    services: ["product"],
    policies: { staging: { merge: "auto", freezes: FREEZES } },
  });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release, { state });
  return Object.assign(shop, { release });
}

/** Pushes exactly what the bot would, with a message of one's own, as whoever. */
async function forge(
  shop: Shop,
  message: string,
  author = "slipway[bot] <bot@slipway.test>",
): Promise<string> {
  const { developer } = shop;
  const [name = "", email = ""] = author.split(/ <|>/);
  await developer.git("fetch", "--quiet", shop.bare, "main");
  await developer.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  for (const file of ["kustomization.yaml", "manifests.yaml", "release.yaml"]) {
    const blob = await developer.git("rev-parse", `HEAD:environments/dev/product/release/${file}`);
    const path = `environments/staging/product/release/${file}`;
    await developer.git("update-index", "--add", "--cacheinfo", `100644,${blob},${path}`);
  }
  const identity = ["-c", `user.name=${name}`, "-c", `user.email=${email}`];
  await developer.git(...identity, "commit", "--quiet", "-m", message);
  await developer.git("push", "--quiet", "--force", shop.bare, `HEAD:refs/heads/${BRANCH}`);
  const sha = await developer.git("rev-parse", "HEAD");
  await developer.git("checkout", "--quiet", "--force", "main");
  return sha;
}

const isInStaging = async (shop: Shop) =>
  (await shop.show("main:environments/staging/product")).includes("release/");

test.each(["degraded", "healthy"] as const)(
  "planted: trailers on the branch merge nothing that is %s, in a freeze",
  async (state) => {
    await using shop = await start(state);
    await forge(shop, trailers(shop.release.id));
    expect(rows(await shop.run())).not.toContain("staging/product done");
    expect(await isInStaging(shop)).toBe(false);
  },
);

test("planted: statuses of others, and commits that the forge verified as others', record no bypass", async () => {
  await using shop = await start("healthy");
  const sha = await forge(shop, trailers(shop.release.id));
  shop.forge.commits.set(sha, { verified: true, author: "eve", committer: "web-flow" });
  for (const creator of ["eve", "slipway", "github-actions[bot]"]) {
    for (const context of ["slipway/bypass/product/freeze", "slipway/gates"]) {
      const words = { state: "success", description: "cto: payments are down" };
      const told = { ...words, target_url: null, created_at: "2026-01-01T00:00:00Z" };
      shop.forge.statuses.push({ sha, context, ...told, creator });
    }
  }
  expect(rows(await shop.run())).not.toContain("staging/product done");
  expect(await isInStaging(shop)).toBe(false);
  expect(shop.forge.pulls.filter(({ mergedAt }) => mergedAt !== null)).toEqual([]);
});

const asked = {
  bypass: "freeze",
  "bypass-for": "staging/product",
  reason: "payments are down",
  actor: "ada",
};

test.each([{}, { GITHUB_ACTIONS: "true" }])(
  "a bypass that was given is recorded on its head, and holds in the next run (%o)",
  async (env) => {
    await using shop = await start("healthy");
    shop.forge.requiredChecks.push("ci");
    expect(rows(await shop.run({ inputs: asked, env }))).toEqual(["staging/product waiting"]);
    expect(shop.forge.statuses).toMatchObject([
      {
        context: "slipway/bypass/product/freeze",
        description: "ada: payments are down",
        creator: "slipway[bot]",
      },
      { context: "slipway/gates", state: "success" },
    ]);
    shop.forge.requiredChecks.pop();
    expect(rows(await shop.run({ env }))).toEqual(["staging/product done"]);
    expect(await isInStaging(shop)).toBe(true);
  },
);

test("planted: a record of one head does not speak for another, with the same files", async () => {
  await using shop = await start("healthy");
  shop.forge.requiredChecks.push("ci");
  await shop.run({ inputs: asked });
  await forge(shop, trailers(shop.release.id));
  shop.forge.requiredChecks.pop();
  expect(rows(await shop.run())).not.toContain("staging/product done");
  expect(await isInStaging(shop)).toBe(false);
});

/** What `slipway why` says first of product in staging. */
async function explained(shop: Shop): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: shop.forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    SLIPWAY_TOKEN: "bot-token",
  };
  const request = whyRequest.parse({ service: "product", environment: "staging" });
  const { outputs } = await why(request, testContext(shop.developer.path, { env }));
  return String(JSON.parse(outputs.explanation ?? "{}").now[0]);
}

test("planted: why shows the text of a forged commit as a claim", async () => {
  await using shop = await start("healthy");
  await forge(shop, trailers(shop.release.id));
  await shop.merge(BRANCH);
  const words = await explained(shop);
  expect(words).toContain("(as the commit says; the forge does not confirm it)");
  expect(words).toContain(
    "The commit claims that a closed gate was bypassed, and the forge has no record of it: freeze by cto: ",
  );
});

test.each([{}, { GITHUB_ACTIONS: "true" }])(
  "why shows a bypass that the bot recorded as such (%o)",
  async (env) => {
    await using shop = await start("healthy");
    expect(rows(await shop.run({ inputs: asked, env }))).toEqual(["staging/product done"]);
    expect(await explained(shop)).toContain(
      "A closed gate was bypassed, as the forge recorded: freeze by ada: payments are down.",
    );
  },
);
