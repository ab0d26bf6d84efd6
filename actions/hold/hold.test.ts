import { holdFile, parseHold } from "@slipway/lib/domain/holds/holds.ts";
import { emptyClone, type Files } from "@slipway/testing/git/clone.ts";
import { git } from "@slipway/testing/git/git.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { digestOf, releaseFiles, releaseOf, shopFiles } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { hold } from "./hold.ts";
import { request } from "./request.ts";

const older = releaseOf("product", { version: "0.1.0", source: "1".repeat(40) });
const newer = releaseOf("product", { version: "0.2.0", source: "2".repeat(40), digest: digestOf("b") });
const file = (id: string) => holdFile("prod", "product", id);
const why = { reason: "breaks the importer" };

async function shop(files: Files = {}) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const person = stack.use(await emptyClone(await server.createRepository("platform")));
  await person.push("feat: a shop", {
    ...shopFiles(["product"]),
    ...releaseFiles("dev", newer),
    ...releaseFiles("prod", older),
    ...files,
  });
  const bare = server.folder("platform");
  const context = testContext(person.path, { env: { PATH: process.env.PATH, GITHUB_ACTOR: "ann" } });
  return {
    server,
    person,
    context,
    bare,
    run: (inputs: Readonly<Record<string, string>>, change = {}) =>
      hold(request.parse({ environment: "prod", services: "product", ...inputs }), { ...context, ...change }),
    read: async (id: string) => parseHold(await git(bare, "show", `main:${file(id)}`), file(id)),
    tip: () => git(bare, "rev-parse", "main"),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("PP-22 a person holds the current release, or any release of an environment, and lifts the hold", async () => {
  await using platform = await shop();
  const first = await platform.run(why);
  expect(first.results).toMatchObject([{ status: "done", reason: "0.1.0 is held until a newer release" }]);
  await platform.run({ ...why, "release-id": "0.2.0", until: "12h" });
  expect(await platform.read(older.release.id)).toMatchObject({
    cause: "person",
    by: "ann",
    until: null,
    ...why,
  });
  expect(await platform.read(newer.release.id)).toMatchObject({
    version: "0.2.0",
    digest: digestOf("b"),
    source: "2".repeat(40),
    until: "2026-01-01T12:00:00Z",
  });
  const message = await git(platform.bare, "log", "-1", "--format=%B", "main");
  expect(message).toBe(
    `hold(prod): product 0.2.0\n\nSlipway-Hold: ${file(newer.release.id)}\nSlipway-Reason: breaks the importer\nActor: ann\nSlipway-Verb: hold`,
  );
  const lifted = await platform.run({ lift: "true", "release-id": newer.release.id });
  expect(lifted.results).toMatchObject([{ status: "done", reason: "the hold of 0.2.0 is lifted" }]);
  expect(JSON.parse(lifted.outputs.holds ?? "")).toEqual([file(newer.release.id)]);
  expect(await git(platform.bare, "ls-tree", "--name-only", "main", "environments/prod/holds/")).toBe(
    file(older.release.id),
  );
});

test("the same twice does nothing the second time", async () => {
  await using platform = await shop();
  await platform.run(why);
  const tip = await platform.tip();
  expect((await platform.run(why)).results).toMatchObject([{ status: "nothing" }]);
  expect(await platform.tip()).toBe(tip);
  await platform.run({ lift: "true" });
  expect((await platform.run({ lift: "true" })).results).toMatchObject([{ status: "nothing" }]);
});

test("two who hold at once both have their commit", async () => {
  await using platform = await shop();
  await Promise.all([platform.run(why), platform.run({ ...why, "release-id": "0.2.0" })]);
  expect(await platform.read(older.release.id)).toMatchObject(why);
  expect(await platform.read(newer.release.id)).toMatchObject(why);
});

test("lifting may be proposed: the branch itself does not move", async () => {
  await using platform = await shop();
  await platform.run(why);
  const tip = await platform.tip();
  const { outputs } = await platform.run({ lift: "true", propose: "lift/product" });
  expect(await platform.tip()).toBe(tip);
  expect(await git(platform.bare, "rev-parse", "lift/product")).toBe(outputs.commit);
  expect(await git(platform.bare, "diff", "--name-status", "main", "lift/product")).toBe(
    `D\t${file(older.release.id)}`,
  );
});

test("each service has its own result", async () => {
  await using platform = await shop();
  const { results } = await platform.run({ ...why, services: "product, order" });
  expect(results).toMatchObject([
    { service: "product", status: "done" },
    { service: "order", status: "failed", reason: expect.stringMatching(/has no release of order/) },
  ]);
});

test("a release that no environment ever had cannot be held", async () => {
  await using platform = await shop();
  const { results } = await platform.run({ ...why, "release-id": "9.9.9" });
  expect(results).toMatchObject([
    { status: "failed", reason: expect.stringMatching(/9\.9\.9: no environment/) },
  ]);
});

test.each([
  [{}, /"reason" is missing/],
  [{ lift: "true", until: "2d" }, /lift and until are both given/],
  [{ ...why, until: "2025-01-01T00:00:00Z" }, /is in the past/],
  [{ ...why, until: "soon" }, /neither a duration/],
  [{ ...why, "release-id": "latest" }, /neither "current" nor a version/],
])("%j is refused before anything is done", async (inputs, words) => {
  const run = async () =>
    hold(
      request.parse({ environment: "prod", services: "product", ...inputs }),
      testContext("/nowhere", { env: {} }),
    );
  await expect(run()).rejects.toThrow(words);
});

test("a dry run prints what it would do and does nothing", async () => {
  await using platform = await shop();
  const tip = await platform.tip();
  const { results } = await platform.run(why, { dryRun: true });
  expect(results).toMatchObject([{ status: "nothing", reason: expect.stringMatching(/^would be done/) }]);
  expect(await platform.tip()).toBe(tip);
});
