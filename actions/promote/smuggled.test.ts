/** Who may push a promotion's branch can add what is no file: a submodule stands in a tree without being one of its files. */
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";

const BRANCH = "promote/staging";
const RELEASE = "environments/staging/product/release";

/** Pushes exactly the folder that the bot would, as the bot's commit, with a submodule in it. */
async function smuggle({ developer, bare }: Shop): Promise<void> {
  await developer.git("fetch", "--quiet", bare, "main");
  await developer.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  for (const file of ["kustomization.yaml", "manifests.yaml", "release.yaml"]) {
    const blob = await developer.git("rev-parse", `HEAD:environments/dev/product/release/${file}`);
    await developer.git("update-index", "--add", "--cacheinfo", `100644,${blob},${RELEASE}/${file}`);
  }
  const commit = await developer.git("rev-parse", "HEAD");
  await developer.git("update-index", "--add", "--cacheinfo", `160000,${commit},${RELEASE}/sub`);
  await developer.git("commit", "--quiet", "-m", "promote(staging): product\n\nSlipway-Verb: promote");
  await developer.git("push", "--quiet", "--force", bare, `HEAD:refs/heads/${BRANCH}`);
  await developer.git("checkout", "--quiet", "--force", "main");
}

test("planted: a submodule beside the files of a release is not merged", async () => {
  await using shop = await startShop({ services: ["product"], policies: { staging: { merge: "auto" } } });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release);
  await smuggle(shop);
  await shop.run();
  expect(await shop.show(`main:${RELEASE}`)).toBe(
    `tree main:${RELEASE}\n\nkustomization.yaml\nmanifests.yaml\nrelease.yaml`,
  );
});
