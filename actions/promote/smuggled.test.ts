/** Who may push a promotion's branch can add what is no file: a submodule stands in a tree without being one of its files. */
import { type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";

const BRANCH = "promote/staging";
const RELEASE = "environments/staging/product/release";

/** Pushes exactly the folder that the bot would, as the bot's commit, with one entry more. */
async function smuggle(shop: Shop, mode: string, object: string, name: string): Promise<void> {
  const { developer } = shop;
  await developer.git("fetch", "--quiet", shop.bare, "main");
  await developer.git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  for (const file of ["kustomization.yaml", "manifests.yaml", "release.yaml"]) {
    const blob = await developer.git("rev-parse", `HEAD:environments/dev/product/release/${file}`);
    await developer.git("update-index", "--add", "--cacheinfo", `100644,${blob},${RELEASE}/${file}`);
  }
  const entry = object === "" ? await developer.git("rev-parse", "HEAD") : object;
  await developer.git("update-index", "--add", "--cacheinfo", `${mode},${entry},${RELEASE}/${name}`);
  await developer.git("commit", "--quiet", "-m", "promote(staging): product\n\nSlipway-Verb: promote");
  await developer.git("push", "--quiet", "--force", shop.bare, `HEAD:refs/heads/${BRANCH}`);
  await developer.git("checkout", "--quiet", "--force", "main");
}

test.each([["a submodule", "160000", "sub"]])("planted: %s beside the files of a release is not merged", async (_, mode, name) => {
  await using shop = await startShop({ services: ["product"], policies: { staging: { merge: "auto" } } });
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release);
  await smuggle(shop, mode, "", name);
  const { results } = await shop.run();
  console.log(results);
  await shop.run();
  const tree = await shop.show("main:environments/staging/product/release").catch(() => "");
  console.log(tree);
  expect(tree).not.toContain("sub");
});
