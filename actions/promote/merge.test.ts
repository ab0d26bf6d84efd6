import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { recordedReport } from "@slipway/testing/report.ts";
import { environmentFile } from "@slipway/testing/repositories/platform.ts";
import {
  releaseOf,
  type Shop,
  type ShopOptions,
  startShop,
} from "@slipway/testing/repositories/promotion.ts";
import { expect, test } from "vitest";

const AUTO = { staging: { merge: "auto" }, prod: { merge: "auto" } } as const;
const BRANCH = "promote/staging";

const rows = ({ results }: Awaited<ReturnType<Shop["run"]>>) =>
  results.map(({ environment, service, status }) => `${environment}/${service} ${status}`).sort();

const pinned = async (shop: Shop, environment: string, service: string): Promise<string | undefined> => {
  const file = `main:${releasePath(environment, service)}/release.yaml`;
  return /^version: (\S+)$/m.exec(await shop.show(file).catch(() => ""))?.[1];
};

/** A shop whose bot merges, with healthy releases of all services in dev. */
async function startAuto(options: ShopOptions = {}, version = "0.1.0") {
  const shop = await startShop({ policies: AUTO, ...options });
  shop.forge.requiredChecks.push("slipway/gates");
  const releases = await release(shop, options.services ?? ["product", "order"], "dev", version);
  return Object.assign(shop, { releases });
}

/** Pins a version of all services in an environment, and reports it healthy there. */
async function release(shop: Shop, services: readonly string[], environment: string, version: string) {
  const source = await shop.developer.git("rev-parse", "HEAD");
  const releases = services.map((service) => releaseOf(service, version, source));
  await shop.pinAll(environment, releases);
  await shop.reportAll(environment, releases);
  return releases;
}

test("PP-12 where the bot merges, one pull request moves all services of an environment", async () => {
  await using shop = await startAuto();
  const outcome = await shop.run();
  expect(rows(outcome)).toEqual(["staging/order done", "staging/product done"]);
  expect(outcome.outputs.pulls).toBe("[]");
  expect(shop.forge.pulls).toMatchObject([
    {
      head: BRANCH,
      title: "promote(staging): order none → 0.1.0, product none → 0.1.0",
      state: "closed",
      mergedAt: expect.any(String),
    },
  ]);
  expect(await pinned(shop, "staging", "product")).toBe("0.1.0");
  expect(await pinned(shop, "staging", "order")).toBe("0.1.0");
  expect(await shop.branches()).toEqual([]);
  expect(shop.forge.statuses).toMatchObject([{ context: "slipway/gates", state: "success" }]);
  expect(shop.forge.pulls[0]?.body).toMatch(/\| order \| none \| `0\.1\.0` \|[\s\S]*### Gates: product/);
});

test("PP-27 fourteen services in three environments end with all merged, for as many calls as two", async () => {
  const services = Array.from({ length: 14 }, (_, i) => `service-${i}`);
  const cost = async (names: readonly string[]) => {
    await using shop = await startShop({ policies: AUTO, services: names });
    shop.forge.requiredChecks.push("slipway/gates");
    const older = await release(shop, names, "dev", "0.1.0");
    await shop.pinAll("staging", older);
    await shop.reportAll("staging", older);
    const newer = await release(shop, names, "dev", "0.2.0");
    const asked = shop.forge.requests.length;
    expect((await shop.run()).results.filter(({ status }) => status === "done")).toHaveLength(
      2 * names.length,
    );
    const calls = shop.forge.requests.length - asked;
    for (const name of names) {
      expect(await pinned(shop, "staging", name)).toBe("0.2.0");
      expect(await pinned(shop, "prod", name)).toBe("0.1.0");
    }
    await shop.reportAll("staging", newer);
    await shop.run();
    for (const name of names) expect(await pinned(shop, "prod", name)).toBe("0.2.0");
    expect(await shop.branches()).toEqual([]);
    return calls;
  };
  expect(await cost(services)).toBe(await cost(services.slice(0, 2)));
});

test("PP-18 a service whose gate is closed is left out, and does not drop the others", async () => {
  await using shop = await startAuto();
  const [product] = shop.releases;
  if (product !== undefined) await shop.report("dev", product, { state: "running" });
  expect(rows(await shop.run())).toEqual(["staging/order done", "staging/product waiting"]);
  expect(await pinned(shop, "staging", "order")).toBe("0.1.0");
  expect(await pinned(shop, "staging", "product")).toBeUndefined();
});

test("PP-14 merges only the head whose gates were evaluated", async () => {
  await using shop = await startAuto({ services: ["product"] });
  let isPlanted = false;
  shop.forge.beforeRequest(async (_method, path) => {
    if (!path.endsWith("/merge") || isPlanted) return;
    isPlanted = true;
    await shop.developer.git("fetch", "--quiet", "origin", BRANCH);
    await shop.developer.git("checkout", "--quiet", "-B", "mine", "FETCH_HEAD");
    await shop.developer.commit("feat: smuggled", { "services/product/mine.ts": "export {};\n" });
    await shop.developer.git("push", "--quiet", "origin", `HEAD:${BRANCH}`);
    await shop.developer.git("checkout", "--quiet", "main");
  });
  const outcome = await shop.run();
  expect(isPlanted).toBe(true);
  expect(rows(outcome)).toEqual(["staging/product refused"]);
  expect(outcome.results[0]?.reason).toContain("services/product/mine.ts");
  expect(await pinned(shop, "staging", "product")).toBeUndefined();
  expect(shop.forge.pulls).toMatchObject([{ state: "open" }]);
  const head = await shop.show(BRANCH).then((text) => /^commit (\S+)/.exec(text)?.[1]);
  expect(shop.forge.statuses.findLast(({ sha }) => sha === head)).toMatchObject({ state: "failure" });
});

test("PP-14 a gate that closes before the merge is seen, and the merge does not happen", async () => {
  await using shop = await startAuto({ services: ["product"] });
  let isPlanted = false;
  shop.forge.beforeRequest(async (_method, path) => {
    if (!path.includes("/statuses/") || isPlanted) return;
    isPlanted = true;
    for (const each of shop.releases) await shop.report("dev", each, { state: "degraded", message: "late" });
  });
  const outcome = await shop.run();
  expect(rows(outcome)).toEqual(["staging/product waiting"]);
  expect(await pinned(shop, "staging", "product")).toBeUndefined();
  expect(shop.forge.requests.some(({ path }) => path.endsWith("/merge"))).toBe(false);
});

test("PP-14 a violation that slipped in with the merge is reverted by a commit, and reported as an error", async () => {
  await using shop = await startAuto();
  const [product] = shop.releases;
  shop.forge.beforeRequest(async (_method, path) => {
    if (path.endsWith("/merge") && product !== undefined) {
      await shop.report("dev", product, { state: "degraded", message: "too late" });
    }
  });
  const remembered = recordedReport();
  const outcome = await shop.run({ remembered });
  expect(rows(outcome)).toEqual(["staging/order done", "staging/product failed"]);
  expect(remembered.lines).toContainEqual(
    expect.stringMatching(/^error: merged while a gate was closed: .*too late/),
  );
  expect(await pinned(shop, "staging", "order")).toBe("0.1.0");
  expect(await pinned(shop, "staging", "product")).toBeUndefined();
  const message = await shop.show("main");
  expect(message).toContain("revert(staging): product 0.1.0 → none");
  expect(message).toMatch(/Slipway-Reason: product: .*too late/);
  // The gate may open again, so it is not held as what a person rolls back.
  expect(shop.forge.statuses).toContainEqual(
    expect.objectContaining({
      sha: await shop.developer
        .git("ls-remote", shop.bare, "refs/heads/main")
        .then((line) => line.slice(0, 40)),
      context: "slipway/taken-back",
      state: "success",
      creator: "slipway[bot]",
    }),
  );
});

test("PP-17 a merge the forge is not ready for is tried again, on gates evaluated again", async () => {
  await using shop = await startAuto({ services: ["product"] });
  shop.forge.mergeAnswers.push(
    [405, "Base branch was modified. Review and try the merge again."],
    [409, "Head branch was modified. Review and try the merge again."],
  );
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  expect(await pinned(shop, "staging", "product")).toBe("0.1.0");
});

test("PP-17 a branch that is behind is rebuilt on the tip, then merged", async () => {
  await using shop = await startAuto({ services: ["product"] });
  shop.forge.mergeAnswers.push([405, "Head branch is not up to date with the base branch."]);
  let old: string | undefined;
  shop.forge.beforeRequest(async (_method, path) => {
    if (!path.endsWith("/merge") || old !== undefined) return;
    old = await shop.show(`${BRANCH}^{commit}`);
    await shop.push("docs: say hello", { "README.md": "hello\n" });
  });
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  expect(await pinned(shop, "staging", "product")).toBe("0.1.0");
  expect(await shop.show("main:README.md")).toBe("hello");
  expect(await shop.developer.git("ls-remote", "origin", `refs/heads/${BRANCH}`)).toBe("");
});

test("PP-17 what a rule of the forge blocks waits, and merges once it does not", async () => {
  await using shop = await startAuto({ services: ["product"] });
  shop.forge.requiredChecks.push("ci");
  const outcome = await shop.run();
  expect(rows(outcome)).toEqual(["staging/product waiting"]);
  expect(outcome.results[0]?.reason).toContain('Required status check "ci" is expected.');
  expect(shop.forge.pulls).toMatchObject([{ state: "open" }]);
  shop.forge.requiredChecks.pop();
  expect(rows(await shop.run())).toEqual(["staging/product done"]);
  expect(shop.forge.pulls).toHaveLength(1);
});

test("PP-12 pull requests of single services are closed with a link when one of the environment replaces them", async () => {
  await using shop = await startAuto({ policies: {} });
  await shop.run();
  expect(await shop.branches()).toEqual(["promote/staging/order", "promote/staging/product"]);
  await shop.push("feat: let the bot merge", {
    "environments/staging/environment.yaml": environmentFile("staging", 2, "dev", { merge: "auto" }),
  });
  shop.forge.requiredChecks.push("never");
  await shop.run();
  expect(await shop.branches()).toEqual([BRANCH]);
  const link = { body: expect.stringContaining("replaced by http://github.test/pull/3") };
  expect(shop.forge.pulls).toMatchObject([
    { head: "promote/staging/order", state: "closed", comments: [link] },
    { head: "promote/staging/product", state: "closed", comments: [link] },
    { head: BRANCH, state: "open" },
  ]);
});

test("PP-19 on GitHub its API makes the commits, so that they are Verified; nothing is left of how", async () => {
  await using shop = await startAuto({ policies: {} });
  const env = { GITHUB_ACTIONS: "true" };
  expect(rows(await shop.run({ env }))).toEqual(["staging/order done", "staging/product done"]);
  for (const service of ["order", "product"]) {
    const commit = await shop.show(`promote/staging/${service}`);
    expect(commit).toContain("Author: GitHub <noreply@github.com>");
    expect(commit).toContain(`promote(staging): ${service} none → 0.1.0`);
    expect(commit).toContain("Slipway-Verb: promote");
  }
  const left = await shop.developer.git("ls-remote", "origin", "refs/heads/slipway-commits/*");
  expect(left).toBe("");
  expect(rows(await shop.run({ env }))).toEqual(["staging/order nothing", "staging/product nothing"]);
  const newer = await release(shop, ["order", "product"], "dev", "0.2.0");
  expect(rows(await shop.run({ env }))).toEqual(["staging/order done", "staging/product done"]);
  expect(shop.forge.pulls).toHaveLength(2);
  expect(shop.forge.pulls.every(({ state }) => state === "open")).toBe(true);
  expect(await shop.show("promote/staging/order:environments/staging/order/release/release.yaml")).toContain(
    newer[0]?.id,
  );
});
