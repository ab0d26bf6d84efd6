/** What passes as a rollback: what `slipway rollback` would write on this tip, now; planned again, and compared. */
import { formatHold, type Hold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import type { Release, Start } from "@slipway/lib/domain/releases/releases.ts";
import type { Files } from "@slipway/testing/git/clone.ts";
import { startRegistry } from "@slipway/testing/registry/registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { filesOf } from "@slipway/testing/repositories/platform.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { request as rollbackRequest } from "../rollback/request.ts";
import { rollback } from "../rollback/rollback.ts";
import { request as signRequest } from "../sign-image/request.ts";
import { signImages } from "../sign-image/sign-image.ts";
import { checkGates } from "./check-gates.ts";
import { request } from "./request.ts";

const BRANCH = "rollback/staging";

interface Story {
  readonly shop: Shop;
  readonly well: Release;
  readonly never: Release;
  readonly bad: Release;
}

/** staging had `well` (healthy), `never` (degraded throughout) and has `bad`, whose canary was aborted. */
async function start(): Promise<Story> {
  const shop = await startShop({
    services: ["product"],
    policies: { staging: { rollback: "{merge: review}" } },
  });
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  const report = (release: Release, state: "healthy" | "degraded" | "aborted", minutes: number) => {
    const since = minutesAgo(minutes).toISOString();
    const change = { since, state, cause: state === "aborted" ? ("failed" as const) : null };
    return shop.report("staging", release, change, 5, minutesAgo(minutes));
  };
  const pin = async (version: string) => {
    const source = await shop.push(`feat: ${version}`, { [`services/product/${version}.ts`]: "" });
    return await shop.pin("staging", "product", version, source);
  };
  const well = await pin("0.1.0");
  await report(well, "healthy", 90);
  const never = await pin("0.2.0");
  await report(never, "degraded", 60);
  const bad = await pin("0.3.0");
  await report(bad, "aborted", 30);
  return { shop, well, never, bad };
}

function contextOf({ forge, developer }: Shop) {
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    GITHUB_ACTOR: "ann",
    SLIPWAY_TOKEN: "bot-token",
  };
  return testContext(developer.path, { env, clock: { now: () => new Date() } });
}

interface Keys {
  readonly publicKey?: string;
  readonly env?: NodeJS.ProcessEnv;
}

async function check(shop: Shop, head: string, keys: Keys = {}) {
  const context = contextOf(shop);
  const env = { ...context.env, ...keys.env };
  const inputs = { head, ...(keys.publicKey === undefined ? {} : { "public-key": keys.publicKey }) };
  const { outputs, results } = await checkGates(request.parse(inputs), { ...context, env });
  return { state: outputs.state, reason: results[0]?.reason };
}

async function roll(shop: Shop, inputs: Readonly<Record<string, string>>): Promise<string> {
  const { results } = await rollback(rollbackRequest.parse(inputs), contextOf(shop));
  expect(results).toMatchObject([{ status: "done" }]);
  await shop.developer.git("fetch", "--quiet", shop.bare, BRANCH);
  return await shop.developer.git("rev-parse", "FETCH_HEAD");
}

async function pushHead(shop: Shop, files: Files): Promise<string> {
  const { developer, bare } = shop;
  await developer.git("fetch", "--quiet", bare, "main");
  await developer.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  const sha = await developer.commit("rollback(staging): product", files);
  await developer.git("push", "--quiet", "--force", "origin", `HEAD:refs/heads/${BRANCH}`);
  await developer.git("checkout", "--quiet", "main");
  return sha;
}

const back = (release: Release, start?: Start): Files =>
  Object.fromEntries(filesOf("staging", release, start));

function held(release: Release, change: Partial<Hold> = {}, environment = "staging"): Files {
  const order = { cause: "rollback", reason: "bad", by: "ann", at: new Date(), until: null } as const;
  const hold = { ...toHold(environment, release, order), ...change };
  return { [holdFile(environment, release.service, release.id)]: formatHold(hold) };
}

test("what slipway rollback writes passes, by a person's order and by itself; so does its plain folder", async () => {
  const { shop, well, bad } = await start();
  await using _ = shop;
  const passes = {
    state: "success",
    reason: "rolls back as slipway would (signatures not verified): product",
  };
  const ordered = await roll(shop, {
    environment: "staging",
    services: "product",
    reason: "it sells nothing",
    to: "0.1.0",
  });
  expect(await check(shop, ordered)).toMatchObject(passes);
  await shop.developer.git("push", "--quiet", "origin", `:refs/heads/${BRANCH}`);
  expect(await check(shop, await roll(shop, { auto: "true" }))).toMatchObject(passes);
  expect(await check(shop, await pushHead(shop, back(well)))).toMatchObject(passes);
  expect(await check(shop, await pushHead(shop, { ...back(well), ...held(bad) }))).toMatchObject(passes);
  expect(await check(shop, await pushHead(shop, back(well, "rollback")))).toMatchObject(passes);
});

test("planted: a pull request that only looks like a rollback", async () => {
  const { shop, well, never, bad } = await start();
  await using _ = shop;
  const past = new Date(Date.now() - 60_000).toISOString().replace(/\.\d+Z$/, "Z");
  const soon = new Date(Date.now() + 900_000).toISOString().replace(/\.\d+Z$/, "Z");
  const overlay = "environments/staging/product/kustomization.yaml";
  const policy = "environments/staging/environment.yaml";
  const more = async (path: string) => ({ [path]: `${await shop.show(`main:${path}`)}\n# more\n` });
  const planted: readonly (readonly [string, Files, string])[] = [
    ["to what was never healthy there", back(never), "0.2.0 was never reported healthy in staging"],
    ["with a short canary, to what was never healthy there", back(never, "rollback"), "0.2.0 was never"],
    ["with a short canary of the release that is there", back(bad, "rollback"), "0.3.0 is there already"],
    ["with a hold of what stays out of it", { ...back(well), ...held(never) }, "is rolled back here"],
    ["with another environment's hold", { ...back(well), ...held(bad, {}, "prod") }, "is rolled back here"],
    ["with a hold whose time has passed", { ...back(well), ...held(bad, { until: past }) }, "has passed"],
    [
      "with a hold that soon ends, though the canary was judged",
      { ...back(well), ...held(bad, { cause: "error", until: soon }) },
      "it ends by itself",
    ],
    [
      "with a hold of other bytes",
      { ...back(well), ...held(bad, { digest: well.image.digest }) },
      "is rolled back here",
    ],
    ["with what gates ask", { ...back(well), ...(await more(policy)) }, policy],
    ["with a change of the overlay", { ...back(well), ...(await more(overlay)) }, overlay],
  ];
  for (const [name, files, reason] of planted)
    expect(await check(shop, await pushHead(shop, files)), name).toMatchObject({
      state: "failure",
      reason: expect.stringContaining(reason),
    });

  await shop.push("revert: product in staging", back(well));
  const forward = await pushHead(shop, back(bad));
  expect(await check(shop, forward), "a revert of the revert").toMatchObject({
    state: "failure",
    reason: expect.stringContaining("0.3.0 was not in staging before 0.1.0"),
  });
});

test("planted: a plain revert to an image without a trusted signature, or in an unavailable registry", async () => {
  await using registry = await startRegistry();
  const [pair, other] = [await registry.keyPair(), await registry.keyPair()];
  const digest = await registry.push("shop/product", "well");
  const hourAgo = new Date(Date.now() - 3_600_000);
  await using shop = await startShop({ services: ["product"] });
  const paths = ["environments/staging/environment.yaml", "environments/staging/product/kustomization.yaml"];
  const moved = await Promise.all(
    paths.map(async (path) => [
      path,
      `${(await shop.show(`main:${path}`)).replaceAll("registry.test", registry.host)}\n`,
    ]),
  );
  await shop.push("chore: another registry", Object.fromEntries(moved));
  const well = await shop.pin("staging", "product", "0.1.0", undefined, digest);
  await shop.report("staging", well, { since: hourAgo.toISOString() }, 5, hourAgo);
  const source = await shop.push("feat: more", { "services/product/more.ts": "" });
  const next = await shop.pin("staging", "product", "0.2.0", source);
  await shop.report("staging", next, { since: new Date().toISOString() });
  const head = await pushHead(shop, back(well));
  const sign = async ({ env }: typeof pair) => {
    const images = JSON.stringify({ product: { name: "shop/product", digest } });
    const context = testContext(process.cwd(), { env: { PATH: process.env.PATH, ...env } });
    await signImages(signRequest.parse({ images, registry: registry.host }), context);
  };
  const failed = (reason: RegExp) => ({ state: "failure", reason: expect.stringMatching(reason) });
  expect(await check(shop, head, pair)).toMatchObject(failed(/not signed/));
  await sign(other);
  expect(await check(shop, head, pair)).toMatchObject(failed(/signed/));
  await sign(pair);
  const verified = "rolls back as slipway would (signatures verified): product";
  expect(await check(shop, head, pair)).toMatchObject({ state: "success", reason: verified });
  await registry.stop();
  expect(await check(shop, head, pair)).toMatchObject(failed(/no answer/));
});
