/** A shop with product in dev and staging, heads pushed by people, and the check's result for each. */
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import type { Files } from "@slipway/testing/git/clone.ts";
import { testContext } from "@slipway/testing/report.ts";
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { checkGates } from "../check-gates.ts";
import { request } from "../request.ts";

export const RELEASE = releasePath("staging", "product");

/** product 0.1.0 is in dev, healthy, and in staging. */
export async function start(): Promise<Shop> {
  const shop = await startShop({ services: ["product"] });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release);
  await shop.pin("staging", "product", "0.0.9", release.source);
  return shop;
}

/** The release folder of product in staging, as a commit has it. */
export async function releaseAt(shop: Shop, commit: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of ["kustomization.yaml", "manifests.yaml", "release.yaml"])
    files[`${RELEASE}/${name}`] = `${await shop.show(`${commit}:${RELEASE}/${name}`)}\n`;
  return files;
}

/** Pushes a person's commit on top of `from` to a branch; returns its sha. */
export async function pushHead(
  shop: Shop,
  files: Files,
  { branch = "topic", from = "main" } = {},
): Promise<string> {
  const { developer } = shop;
  await developer.git("fetch", "--quiet", "origin", from);
  await developer.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  const sha = await developer.commit("feat: something", files);
  await developer.git("push", "--quiet", "--force", "origin", `HEAD:refs/heads/${branch}`);
  await developer.git("checkout", "--quiet", "main");
  return sha;
}

export async function check(shop: Shop, head: string, more: NodeJS.ProcessEnv = {}) {
  const env = {
    ...more,
    PATH: process.env.PATH,
    GITHUB_API_URL: shop.forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    SLIPWAY_TOKEN: "bot-token",
  };
  const outcome = await checkGates(
    request.parse({ head }),
    testContext(shop.developer.path, { env, clock: { now: () => new Date() } }),
  );
  return {
    state: outcome.outputs.state,
    reason: outcome.results[0]?.reason,
    posted: shop.forge.statuses.findLast(({ sha }) => sha === head),
  };
}
