import { plain } from "@slipway/lib/app/report/answer.ts";
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { startShop } from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";
import { BRANCH, FOLDER, healthyInDev, rows } from "./testing/product.ts";

test("what is healthy in dev comes to staging by pull request, and from there to prod", async () => {
  await using shop = await startShop();
  const release = await healthyInDev(shop);
  const outcome = await shop.run();
  expect(rows(outcome)).toEqual(["staging/product done"]);
  expect(JSON.parse(outcome.outputs.pulls ?? "")).toMatchObject([
    { environment: "staging", service: "product", number: 1 },
  ]);
  expect(shop.forge.pulls).toMatchObject([
    { head: BRANCH, base: "main", title: "promote(staging): product none → 0.1.0", state: "open" },
  ]);
  const message = await shop.show(BRANCH);
  expect(message).toContain("promote(staging): product none → 0.1.0");
  expect(message).toContain(`Release-Id: ${release.id}`);
  expect(message).toContain("Slipway-Verb: promote");
  expect(message).toMatch(/Evidence: [0-9a-f]{40}/);
  for (const file of ["kustomization.yaml", "manifests.yaml", "release.yaml"]) {
    const source = await shop.show(`main:${releasePath("dev", "product")}/${file}`);
    expect(await shop.show(`${BRANCH}:${FOLDER}/${file}`)).toBe(source);
  }

  await shop.merge(BRANCH);
  await shop.report("staging", release);
  expect(rows(await shop.run())).toEqual(["staging/product nothing", "prod/product done"]);
  expect(await shop.branches()).toEqual(["promote/prod/product"]);
});

test("AP-13 PP-27 a second run changes nothing and asks the forge three times, whatever is open", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  await shop.run();
  const before = await shop.show(BRANCH);
  const asked = shop.forge.requests.length;
  expect(rows(await shop.run())).toEqual(["staging/product nothing"]);
  expect(await shop.show(BRANCH)).toBe(before);
  expect(shop.forge.requests.slice(asked).map(({ path }) => path)).toEqual([
    "/repos/shop/platform/pulls",
    "/graphql",
    // Who posted a check is compared with the account of the token.
    "/graphql",
  ]);
});

test("an unrelated commit on main leaves the branch alone", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  await shop.run();
  const before = await shop.show(BRANCH);
  await shop.push("docs: say hello", { "README.md": "hello\n" });
  expect(rows(await shop.run())).toEqual(["staging/product nothing"]);
  expect(await shop.show(BRANCH)).toBe(before);
});

test("PP-12 a newer release updates the same pull request, on the new tip", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  await shop.run();
  await shop.push("feat: faster <b>search</b> @everyone", { "services/product/index.ts": "export {};\n" });
  const newer = await healthyInDev(shop, "0.2.0");
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  expect(shop.forge.pulls).toHaveLength(1);
  expect(shop.forge.pulls[0]).toMatchObject({
    title: "promote(staging): product none → 0.2.0",
    state: "open",
  });
  expect(await shop.show(`${BRANCH}:${FOLDER}/release.yaml`)).toContain(newer.id);
});

test("the pull request says versions, commits, evidence and what changes in the running manifests", async () => {
  await using shop = await startShop();
  const first = await healthyInDev(shop);
  await shop.run();
  await shop.merge(BRANCH);
  await shop.push("feat: faster <b>search</b> for @everyone", {
    "services/product/index.ts": "export {};\n",
  });
  await shop.push("feat: of another service", { "services/order/index.ts": "export {};\n" });
  const second = await healthyInDev(shop, "0.2.0");
  await shop.run();
  const text = shop.forge.pulls[1]?.body ?? "";
  expect(text).toContain("| version | `0.1.0` | `0.2.0` |");
  expect(text).toContain(`| digest | \`${first.image.digest}\` | \`${second.image.digest}\` |`);
  expect(text).toContain("feat: faster &lt;b&gt;search&lt;/b&gt; for @\u200beveryone");
  expect(text).not.toContain("of another service");
  expect(text).toMatch(/dev reports exactly this release healthy since .* \(evidence [0-9a-f]{40}\)/);
  expect(text).toContain("Rollout shop-staging/product");
  expect(text).toContain("-        example.test/manifests-of: 0.1.0\n");
  expect(text).toContain(`+        - image: registry.test/shop/product:0.2.0@${second.image.digest}`);
});

test("two services cost one fetch, one push, and a pull request and a check each", async () => {
  await using shop = await startShop();
  for (const service of ["product", "order"]) {
    await shop.report("dev", await shop.pin("dev", service, "0.1.0"));
  }
  const [asked, called] = [shop.server.requests.length, shop.forge.requests.length];
  expect(rows(await shop.run())).toEqual(["staging/order done", "staging/product done"]);
  const posts = shop.server.requests.slice(asked).filter(({ method }) => method === "POST");
  expect(posts.filter(({ url }) => url.endsWith("/git-receive-pack"))).toHaveLength(1);
  const connections = shop.server.requests.slice(asked).filter(({ method }) => method === "GET");
  expect(connections.map(({ url }) => url.split("service=")[1])).toEqual([
    "git-upload-pack",
    "git-receive-pack",
  ]);
  expect(shop.forge.requests.slice(called).map(({ path }) => path.split("/")[4])).toEqual([
    "pulls",
    "pulls",
    "statuses",
    "pulls",
    "statuses",
  ]);
  expect(new Set(shop.forge.requests.map(({ authorization }) => authorization))).toEqual(
    new Set(["token bot-token"]),
  );
});

test("--dry-run answers with a table that says what would happen, and changes nothing", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  const order = await shop.pin("dev", "order", "0.1.0");
  await shop.report("dev", order, { state: "running" });
  const { answer, results } = await shop.run({ dryRun: true });
  expect(answer?.text(plain).split("\n")).toEqual([
    "environment  service  now  next   what happens",
    "staging      order    -    0.1.0  waits for health: 0.1.0 is still being rolled out in dev",
    "staging      product  -    0.1.0  opens a pull request",
  ]);
  expect(answer?.document).toMatchObject({
    results: [
      {
        service: "order",
        status: "waiting",
        gates: expect.arrayContaining([{ gate: "health", open: false, words: expect.any(String) }]),
      },
      { service: "product", status: "nothing", decision: "promote", reason: "promote none → 0.1.0" },
    ],
  });
  expect(results).toEqual([]);
  expect(await shop.branches()).toEqual([]);
  expect(shop.forge.pulls).toEqual([]);
});
