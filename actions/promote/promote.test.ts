import { plain } from "@slipway/lib/app/report/answer.ts";
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { manifests, type Shop, startShop } from "@slipway/testing/repositories/promotion.ts";
import { assert, expect, test } from "vitest";

const BRANCH = "promote/staging/product";
const FOLDER = releasePath("staging", "product");

/** product 0.1.0 is in dev, and healthy there. */
async function healthyInDev(shop: Shop, version = "0.1.0") {
  const release = await shop.pin("dev", "product", version);
  await shop.report("dev", release);
  return release;
}

const rows = ({ results }: Awaited<ReturnType<Shop["run"]>>) =>
  results.map(({ environment, service, status }) => `${environment}/${service} ${status}`);

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

test.each<[string, Parameters<Shop["report"]>[2], number, string, RegExp]>([
  [
    "an aborted canary",
    { state: "aborted", cause: "failed", message: "error ratio 0.2" },
    5,
    "refused",
    /aborted in dev \(failed\): error ratio 0\.2/,
  ],
  ["a canary that could not be judged", { state: "aborted", cause: "error" }, 5, "waiting", /\(error\)/],
  ["a canary that runs", { state: "running" }, 5, "waiting", /still being rolled out/],
  ["a reporter that is dead", {}, 900, "waiting", /the last beat was 9\d\d s ago/],
  ["a reporter from the future", {}, -900, "waiting", /in the future/],
])("PP-15 the gate stays closed: %s", async (_name, change, beatAge, status, reason) => {
  await using shop = await startShop();
  const release = await shop.pin("dev", "product", "0.1.0");
  await shop.report("dev", release, change, beatAge);
  const outcome = await shop.run();
  expect(outcome.results).toMatchObject([{ status, reason: expect.stringMatching(reason) }]);
  expect(await shop.branches()).toEqual([]);
  expect(shop.forge.pulls).toEqual([]);
});

test("a pull request is closed when its very release fails, and opened again when it is healthy", async () => {
  await using shop = await startShop();
  const release = await healthyInDev(shop);
  await shop.run();
  await shop.report("dev", release, { state: "degraded", message: "1 of 4 pods available" });
  expect(rows(await shop.run())).toEqual(["staging/product waiting"]);
  expect(shop.forge.pulls[0]).toMatchObject({
    state: "closed",
    comments: [{ body: expect.stringContaining("1 of 4 pods") }],
  });
  expect(await shop.branches()).toEqual([]);
  await shop.report("dev", release);
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  expect(shop.forge.pulls[1]).toMatchObject({ state: "open" });
});

test("one that is merged on main before the forge reports it is not closed", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  await shop.run();
  await shop.merge(BRANCH);
  const [pull] = shop.forge.pulls;
  assert(pull);
  Object.assign(pull, { state: "open", mergedAt: null });
  let lists = 0;
  shop.forge.beforeRequest(async (method, path) => {
    if (method === "GET" && path.endsWith("/pulls")) lists += 1;
    if (lists === 3) Object.assign(pull, { state: "closed", mergedAt: new Date().toISOString() });
  });
  expect(rows(await shop.run())).toContain("staging/product nothing");
  expect(pull).toMatchObject({ mergedAt: expect.any(String), comments: [] });
  expect(await shop.branches()).toEqual([]);
});

test("a bad release in dev does not touch the promotion of the good one before it", async () => {
  await using shop = await startShop();
  const good = await healthyInDev(shop);
  await shop.run();
  const bad = await shop.pin("dev", "product", "0.1.1");
  const since = "2026-01-02T00:00:00Z";
  await shop.report("dev", bad, {
    state: "aborted",
    cause: "failed",
    stable: { releaseId: good.id },
    since,
  });
  expect(rows(await shop.run())).toEqual(["staging/product nothing"]);
  expect(shop.forge.pulls).toMatchObject([
    { state: "open", title: "promote(staging): product none → 0.1.0" },
  ]);
});

test("a release folder edited manually is named and refused; the other service moves", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  const order = await shop.pin("dev", "order", "0.1.0");
  await shop.report("dev", order);
  const file = `${releasePath("dev", "product")}/manifests.yaml`;
  await shop.push("fix: manually", {
    [file]: manifests("product", "0.1.0").replace("spec:", "spec:\n  replicas: 9"),
  });
  const outcome = await shop.run();
  expect(rows(outcome)).toEqual(["staging/order done", "staging/product refused"]);
  expect(outcome.results[1]?.reason).toMatch(
    /^environments\/dev\/product\/release: edited manually: manifests\.yaml/,
  );
  expect(await shop.branches()).toEqual(["promote/staging/order"]);
});

test("a release that lacks the source running in the target is refused: it would undo a hotfix", async () => {
  await using shop = await startShop();
  const base = await shop.developer.git("rev-parse", "HEAD");
  await shop.developer.git("checkout", "--quiet", "-b", "hotfix");
  const hotfix = await shop.developer.commit("fix: hot", { "services/product/hot.ts": "export {};\n" });
  await shop.developer.git("push", "--quiet", "origin", "HEAD:hotfix/one");
  await shop.developer.git("checkout", "--quiet", "main");
  await shop.pin("staging", "product", "0.0.9", hotfix);
  const release = await shop.pin("dev", "product", "0.1.0", base);
  await shop.report("dev", release);
  const outcome = await shop.run();
  expect(outcome.results[0]).toMatchObject({
    status: "refused",
    reason: expect.stringContaining(`does not contain ${shortSha(hotfix)}`),
  });
  expect(await shop.branches()).toEqual([]);
});

test("an overlay patch that does not fit the release is refused with file and path; nothing is pushed", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  const file = "environments/staging/product/kustomization.yaml";
  const patch =
    "  - target: {kind: Rollout}\n    patch: |-\n      - {op: replace, path: /spec/gone/it, value: 1}\n";
  await shop.push("feat: patch", { [file]: `${await shop.show(`main:${file}`)}\npatches:\n${patch}` });
  const outcome = await shop.run();
  expect(outcome.results[0]).toMatchObject({
    status: "refused",
    reason: expect.stringContaining(`${file}:`),
  });
  expect(outcome.results[0]?.reason).toContain("/spec/gone/it");
  expect(await shop.branches()).toEqual([]);
});

test("what a person closed stays closed, until there is another release", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  await shop.run();
  const [pull] = shop.forge.pulls;
  if (pull !== undefined) pull.state = "closed";
  const outcome = await shop.run();
  expect(outcome.results[0]).toMatchObject({
    status: "waiting",
    reason: expect.stringContaining("closed by a person"),
  });
  expect(shop.forge.pulls).toHaveLength(1);
  await healthyInDev(shop, "0.2.0");
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  expect(shop.forge.pulls).toHaveLength(2);
});

test("AP-12 commits of people on the branch are never overwritten", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  await shop.run();
  await shop.developer.git("fetch", "--quiet", "origin");
  await shop.developer.git("checkout", "--quiet", "-B", "mine", `origin/${BRANCH}`);
  await shop.developer.commit("feat: mine", { "services/product/mine.ts": "export {};\n" });
  await shop.developer.git("push", "--quiet", "origin", `HEAD:${BRANCH}`);
  await shop.developer.git("checkout", "--quiet", "main");
  const before = await shop.show(BRANCH);
  await healthyInDev(shop, "0.2.0");
  const outcome = await shop.run();
  expect(outcome.results[0]).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("services/product/mine.ts"),
  });
  expect(await shop.show(BRANCH)).toBe(before);
});

test("PP-29 PP-13 a run that died between push and pull request is finished by the next one", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  shop.forge.failNext(undefined, 422);
  await shop.run().catch(() => undefined);
  expect(shop.forge.pulls).toEqual([]);
  await shop.run();
  expect(shop.forge.pulls).toMatchObject([{ head: BRANCH, state: "open" }]);
});

test("a lost race is read and planned again", async () => {
  await using shop = await startShop();
  await healthyInDev(shop);
  await shop.developer.git("fetch", "--quiet", "origin");
  let pushes = 0;
  shop.server.beforePush(async () => {
    pushes += 1;
    if (pushes === 1) await shop.developer.git("push", "--quiet", "origin", `HEAD:${BRANCH}`);
  });
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  shop.server.beforePush(undefined);
  expect(shop.forge.pulls).toMatchObject([{ head: BRANCH, state: "open" }]);
  expect(await shop.show(`${BRANCH}:${FOLDER}/release.yaml`)).toContain("version: 0.1.0");
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
