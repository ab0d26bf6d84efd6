import { boardSchema } from "@slipway/lib/app/board/document.ts";
import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { git } from "@slipway/testing/git/git.ts";
import { testContext } from "@slipway/testing/report.ts";
import { builtFrom, HOTFIX, type Shop, startShop } from "@slipway/testing/repositories/hotfix.ts";
import { expect, test } from "vitest";
import { history } from "../history/history.ts";
import { request as historyRequest } from "../history/request.ts";
import { request as statusRequest } from "../status/request.ts";
import { status } from "../status/status.ts";
import { request as whyRequest } from "../why/request.ts";
import { why } from "../why/why.ts";

const BRANCH = "hotfix-release/prod/sell";
const FILE = "environments/prod/product/release/release.yaml";

/** product 1.4.2 is everywhere, main has moved on, and hotfix/sell is cut at 1.4.2's source. */
async function start(
  options: Parameters<typeof startShop>[0] = {},
): Promise<Shop & { readonly fix: string }> {
  const shop = await startShop(options);
  await shop.push("feat: later", { "services/product/src/later.ts": "export {};\n" });
  return Object.assign(shop, { fix: await shop.cut("hotfix/sell", shop.pinned) });
}

const only = ({ results }: Awaited<ReturnType<Shop["run"]>>) => results[0];

test("a hotfix comes by pull request into prod alone, rendered at its commit, as the next patch", async () => {
  await using shop = await start();
  const outcome = await shop.run(builtFrom(shop.fix));
  expect(outcome.results).toMatchObject([
    {
      service: "product",
      environment: "prod",
      status: "done",
      reason: expect.stringMatching(/^1\.4\.2 → 1\.4\.3: opened/),
    },
  ]);
  const release = await shop.show(`${BRANCH}:${FILE}`);
  expect(release).toContain("version: 1.4.3\n");
  expect(release).toContain(`source: "${shop.fix}"\n`);
  expect(release).toMatch(/^hotfix: hotfix\/sell$/m);
  expect(await shop.show(`${BRANCH}:environments/prod/product/release/manifests.yaml`)).toContain(
    "LOG_LEVEL",
  );
  expect(await shop.show(BRANCH)).toContain("Slipway-Hotfix: hotfix/sell");
  expect(await shop.refs("refs/tags")).toEqual(["product-v1.4.3"]);
  expect(shop.forge.pulls).toMatchObject([
    { head: BRANCH, base: "main", state: "open", title: "hotfix(prod): product 1.4.2 → 1.4.3" },
  ]);
  expect(shop.forge.pulls[0]?.body).toContain("sell again");
  expect(shop.forge.statuses).toMatchObject([{ context: "slipway/gates", state: "success" }]);
});

test("run twice, with and without images, changes nothing; a newer commit gets its own version", async () => {
  await using shop = await start();
  await shop.run(builtFrom(shop.fix));
  const refs = await shop.show(BRANCH);
  expect(only(await shop.run(builtFrom(shop.fix)))).toMatchObject({ status: "nothing" });
  expect(only(await shop.run())).toMatchObject({
    status: "nothing",
    reason: expect.stringContaining("waits for its merge"),
  });
  expect(await shop.show(BRANCH)).toBe(refs);
  expect(shop.forge.pulls).toHaveLength(1);
  expect(shop.forge.statuses).toHaveLength(1);

  const better = await shop.cut("hotfix/sell", shop.fix, { "services/product/src/b.ts": "export {};\n" });
  await shop.run(builtFrom(better, "hotfix/sell", `sha256:${"9".repeat(64)}`));
  expect(await shop.show(`${BRANCH}:${FILE}`)).toContain("version: 1.4.4\n");
  expect(shop.forge.pulls).toMatchObject([{ state: "open", title: expect.stringContaining("→ 1.4.4") }]);
  expect(await shop.refs("refs/tags")).toEqual(["product-v1.4.3", "product-v1.4.4"]);
});

test("versions that main used are not used again, tagged or only pinned", async () => {
  await using shop = await start();
  await shop.developer.git("tag", "product-v1.4.3", "main");
  await shop.developer.git("push", "--quiet", "origin", "product-v1.4.3");
  await shop.pin("dev", "1.4.4", await shop.developer.git("rev-parse", "HEAD"), "b");
  await shop.run(builtFrom(shop.fix));
  expect(await shop.show(`${BRANCH}:${FILE}`)).toContain("version: 1.4.5\n");
});

test("approvals of its own number are of the present head, and open the check", async () => {
  await using shop = await start({ policy: "gates: {soak: 30m}\nhotfix: {allowed: true, approvals: 1}\n" });
  await shop.run(builtFrom(shop.fix));
  const wanting = { state: "pending", description: "product: approval: 0 of 1 approvals" };
  expect(shop.forge.statuses).toMatchObject([wanting]);
  await shop.approve(BRANCH);
  await shop.run();
  expect(shop.forge.statuses.at(-1)).toMatchObject({ state: "success" });
  const better = await shop.cut("hotfix/sell", shop.fix, { "services/product/src/b.ts": "export {};\n" });
  await shop.run(builtFrom(better, "hotfix/sell", `sha256:${"9".repeat(64)}`));
  expect(shop.forge.statuses.at(-1)).toMatchObject(wanting);
});

test("after it landed, what lacks it is refused until it is merged into main, and its branch is gone", async () => {
  await using shop = await start();
  await shop.run(builtFrom(shop.fix));
  await shop.merge(BRANCH);
  await shop.run();
  expect(await shop.refs("refs/heads/hotfix-release")).toEqual([]);

  const main = await shop.push("feat: more", { "services/product/src/more.ts": "export {};\n" });
  const lacking = await shop.pin("staging", "1.5.0", main, "c");
  await shop.pin("dev", "1.5.0", main, "c");
  await shop.reportHealthy("staging", lacking);
  const toProd = async () =>
    (await shop.promote()).results.find(
      ({ environment, service }) => environment === "prod" && service === "product",
    );
  const refused = await toProd();
  expect(refused?.status).toBe("refused");
  expect(refused?.reason).toContain("the source of 1.4.3 in prod, a hotfix.");
  expect(refused?.reason).toContain("Merge hotfix/sell (");

  await shop.merge("hotfix/sell");
  const merged = await shop.developer.git("rev-parse", "HEAD");
  await shop.pin("dev", "1.5.1", merged, "d");
  await shop.reportHealthy("staging", await shop.pin("staging", "1.5.1", merged, "d"));
  expect(await toProd()).toMatchObject({ status: "done", reason: expect.stringContaining("1.4.3 → 1.5.1") });
});

test("planted: the server refuses to delete the branch of a hotfix that landed", async () => {
  await using shop = await start();
  await shop.run(builtFrom(shop.fix));
  await shop.merge(BRANCH);
  await git(shop.bare, "config", "receive.denyDeletes", "true");
  const { results } = await shop.run();
  expect(results).toContainEqual({
    service: BRANCH,
    status: "failed",
    reason: expect.stringMatching(
      /^not deleted, the server refused: .*deletion prohibited[\s\S]*Allow the bot to delete hotfix-release\/\*/,
    ),
  });
  expect(await shop.refs("refs/heads/hotfix-release")).toEqual([BRANCH]);
});

test("the board shows it while it waits; history and why say what it was and what is missing", async () => {
  await using shop = await start();
  await shop.run(builtFrom(shop.fix));
  const context = testContext(shop.developer.path, { env: { PATH: process.env.PATH } });
  const board = boardSchema.parse(
    JSON.parse((await status(statusRequest.parse({}), context)).outputs.board ?? ""),
  );
  const cells = board.services.find(({ name }) => name === "product")?.cells ?? [];
  expect(
    cells.map(({ environment, promotion }) => [environment, promotion?.branch, promotion?.version]),
  ).toEqual([
    ["dev", undefined, undefined],
    ["staging", undefined, undefined],
    ["prod", BRANCH, "1.4.3"],
  ]);

  await shop.merge(BRANCH);
  const main = await shop.push("feat: more", { "services/product/src/more.ts": "export {};\n" });
  await shop.pin("dev", "1.5.0", main, "c");
  await shop.reportHealthy("staging", await shop.pin("staging", "1.5.0", main, "c"));
  const record = (await history(historyRequest.parse({ service: "product", environment: "prod" }), context))
    .outputs.record;
  expect(JSON.parse(record ?? "").entries[0]).toMatchObject({
    version: "1.4.3",
    change: { verb: "hotfix", reason: "hotfix/sell" },
  });
  const { explanation = "" } = (
    await why(whyRequest.parse({ service: "product", environment: "prod" }), context)
  ).outputs;
  expect(explanation).toContain("brought as a hotfix by");
  expect(explanation).toContain("Merge hotfix/sell (");
});

test.each<[string, string, string | RegExp]>([
  ["a stop", "stop", /stop: prod is stopped/],
  ["a hold of its image", "hold", /hold: .*sells nothing/],
  ["a freeze, where the environment forbids hotfixes in one", "freeze", /freeze: frozen by "always"/],
])("%s keeps it out, and an open pull request from being merged", async (_, kind, words) => {
  const always = 'freezes: [{name: always, cron: "0 0 * * *", duration: 2d, timezone: UTC}]\n';
  const policy =
    kind === "freeze" ? `${always}hotfix: {allowed: true, approvals: 0, inFreeze: allow}\n` : HOTFIX;
  await using shop = await start({ policy });
  await shop.run(builtFrom(shop.fix));
  expect(shop.forge.statuses.at(-1)).toMatchObject({ state: "success" });
  await close(shop, kind);
  const result = only(await shop.run());
  expect(result?.reason).toMatch(words);
  expect(await shop.refs("refs/heads/hotfix-release")).toEqual(result?.status === "waiting" ? [BRANCH] : []);
  const [pull] = shop.forge.pulls;
  if (pull?.state === "open") expect(shop.forge.statuses.at(-1)).toMatchObject({ state: "failure" });
});

async function close(shop: Shop, kind: string): Promise<void> {
  if (kind === "stop") {
    await shop.developer.git("push", "--quiet", "origin", "HEAD:refs/heads/stop/prod");
    return;
  }
  const file = "environments/prod/environment.yaml";
  if (kind === "freeze") {
    const text = await shop.show(`main:${file}`);
    await shop.push("chore: freeze", { [file]: `${text.replace("inFreeze: allow", "inFreeze: deny")}\n` });
    return;
  }
  const release = await shop.show(`${BRANCH}:${FILE}`);
  const id = /^id: (\S+)$/m.exec(release)?.[1] ?? "";
  const image = { name: "shop/product", digest: `sha256:${"f".repeat(64)}` };
  const held = {
    schema: 1,
    service: "product",
    id,
    version: "1.4.3",
    image,
    source: shop.pinned,
    strategy: "standard",
  } as const;
  const order = {
    cause: "person",
    reason: "sells nothing",
    by: "ada",
    at: new Date(0),
    until: null,
  } as const;
  await shop.push("chore: hold", {
    [holdFile("prod", "product", id)]: formatHold(toHold("prod", held, order)),
  });
}

test("planted: what was not cut at the pinned source, and only there, is refused", async () => {
  await using shop = await startShop();
  const later = await shop.push("feat: later", { "services/product/src/later.ts": "export {};\n" });
  const onMain = await shop.cut("hotfix/late", later);
  expect(only(await shop.run(builtFrom(onMain, "hotfix/late")))).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("contains commits of main that are not in prod, up to"),
  });
  const older = await shop.cut("hotfix/old", `${shop.pinned}~0`);
  await shop.pin("prod", "1.4.9", later, "e");
  expect(only(await shop.run(builtFrom(older, "hotfix/old")))).toMatchObject({
    status: "refused",
    reason: expect.stringMatching(
      /does not contain .*the source of product 1\.4\.9 in prod.*\n.*git switch -c/,
    ),
  });
  expect(shop.forge.pulls).toEqual([]);
  expect(await shop.refs("refs/tags")).toEqual([]);
});

test("planted: an environment that allows none, and a commit that is not on the hotfix's branch", async () => {
  await using shop = await start({ policy: "" });
  await expect(shop.run(builtFrom(shop.fix))).rejects.toThrow("no environment allows hotfixes");
  expect(only(await shop.run({ ...builtFrom(shop.fix), environments: "prod" }))).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("prod allows no hotfix"),
  });
  await using other = await start();
  const elsewhere = await other.cut("topic", other.pinned, { "services/product/src/x.ts": "export {};\n" });
  expect(only(await other.run(builtFrom(elsewhere)))).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("is not on hotfix/sell"),
  });
});

test("merged into main before it landed, it still lands", async () => {
  await using shop = await start();
  await shop.merge("hotfix/sell");
  expect(only(await shop.run(builtFrom(shop.fix)))).toMatchObject({ status: "done" });
});

test("a person's commit on its branch is neither overwritten nor let in", async () => {
  await using shop = await start();
  await shop.run(builtFrom(shop.fix));
  await shop.developer.git("fetch", "--quiet", "origin");
  const theirs = await shop.cut(BRANCH, `origin/${BRANCH}`, { [FILE]: "mine\n" });
  expect(only(await shop.run(builtFrom(shop.fix)))).toMatchObject({
    status: "refused",
    reason: expect.stringContaining("has a commit of a person"),
  });
  expect(await shop.show(`${BRANCH}:${FILE}`)).toBe("mine");
  expect(shop.forge.statuses.at(-1)).toMatchObject({ sha: theirs, state: "failure" });
});

test("three runs at once end as one would have: one pull request, one version", async () => {
  await using shop = await start();
  const [one, two, three] = await Promise.all([1, 2, 3].map(() => shop.runElsewhere(builtFrom(shop.fix))));
  for (const { results } of [one, two, three].flatMap((each) => each ?? [])) {
    expect(results[0]?.status).not.toBe("failed");
  }
  await shop.run(builtFrom(shop.fix));
  expect(shop.forge.pulls.filter(({ state }) => state === "open")).toHaveLength(1);
  expect(await shop.refs("refs/tags")).toEqual(["product-v1.4.3"]);
  expect(await shop.show(`${BRANCH}:${FILE}`)).toContain("version: 1.4.3\n");
});

test("a run that died after its tag, or before its pull request, is finished by the next", async () => {
  await using shop = await start();
  await shop.developer.git("push", "--quiet", "origin", `${shop.fix}:refs/tags/product-v1.4.3`);
  shop.forge.failNext(undefined, 422);
  const died = await shop.run(builtFrom(shop.fix)).catch((error: unknown) => error);
  expect(JSON.stringify(died)).toMatch(/422|failed/);
  expect(await shop.refs("refs/heads/hotfix-release")).toEqual([BRANCH]);
  expect(await shop.run()).toMatchObject({ results: [{ status: "done" }] });
  expect(await shop.show(`${BRANCH}:${FILE}`)).toContain("version: 1.4.3\n");
  expect(shop.forge.pulls).toMatchObject([{ head: BRANCH, state: "open" }]);
});

test("PP-19 on GitHub its API makes the commit, so that it is Verified", async () => {
  await using shop = await start();
  const env = { GITHUB_ACTIONS: "true" };
  expect(only(await shop.run(builtFrom(shop.fix), { env }))).toMatchObject({ status: "done" });
  expect(await shop.show(BRANCH)).toContain("Author: GitHub <noreply@github.com>");
  expect(await shop.refs("refs/heads/slipway-commits")).toEqual([]);
  expect(shop.forge.pulls).toMatchObject([{ head: BRANCH, state: "open" }]);
});

test("a pull request that a person closed stays closed", async () => {
  await using shop = await start();
  await shop.run(builtFrom(shop.fix));
  Object.assign(shop.forge.pulls[0] ?? {}, { state: "closed" });
  expect(only(await shop.run())).toMatchObject({
    status: "waiting",
    reason: expect.stringContaining("was closed by a person"),
  });
  expect(shop.forge.pulls).toHaveLength(1);
});

test("merged on main and not yet marked as merged by the forge, its pull request is not closed", async () => {
  await using shop = await start();
  await shop.run(builtFrom(shop.fix));
  await shop.merge(BRANCH);
  const [pull] = shop.forge.pulls;
  // As Gitea does: main has it, the pull request is open for a while.
  Object.assign(pull ?? {}, { state: "open", mergedAt: null });
  let asked = 0;
  shop.forge.beforeRequest(async (method, path) => {
    if (method !== "GET" || !path.endsWith("/pulls")) return;
    asked += 1;
    if (asked === 3) Object.assign(pull ?? {}, { state: "closed", mergedAt: new Date().toISOString() });
  });
  await shop.run();
  expect(shop.forge.pulls).toMatchObject([{ state: "closed", mergedAt: expect.any(String), comments: [] }]);
  expect(shop.forge.requests.filter(({ method }) => method === "PATCH")).toEqual([]);
  expect(await shop.refs("refs/heads/hotfix-release")).toEqual([]);
});
