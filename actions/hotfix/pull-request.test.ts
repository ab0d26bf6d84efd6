import { git } from "@slipway/testing/git/git.ts";
import { builtFrom } from "@slipway/testing/repositories/hotfix.ts";
import { expect, test } from "vitest";
import { BRANCH, FILE, only, start } from "./testing/start.ts";

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

test("a person's commit on its branch is neither overwritten nor merged", async () => {
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
