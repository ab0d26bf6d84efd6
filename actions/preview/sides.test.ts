import { openGit } from "@slipway/lib/io/git/git.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PullEvent, pullOfEvent } from "./event.ts";
import { findSides, Unmergeable } from "./sides.ts";
import { type Shop, startShop } from "./testing/pull.ts";

const GITEA = { GITHUB_API_URL: "http://forge/api/v1" };
const WAITING = { deadlineMs: 20_000, everyMs: 10 };
const NONE = { base: undefined, head: undefined };

let shop: Shop;
beforeAll(async () => {
  shop = await startShop([]);
});
afterAll(() => shop[Symbol.asyncDispose]());

const git = () => openGit(shop.dev.path, { identity: { name: "slipway", email: "slipway@localhost" } });

async function pull(number: number, headSha: string): Promise<PullEvent> {
  await shop.dev.git("push", "--quiet", "--force", "origin", `${headSha}:refs/pull/${number}/head`);
  return { number, into: "main", headSha, isFork: false };
}

const merge = async (number: number, ...parents: readonly string[]) => {
  const [first = "", second = ""] = parents;
  const tree = await shop.dev.git("rev-parse", `${second}^{tree}`);
  const sha = await shop.dev.git("commit-tree", "-p", first, "-p", second, "-m", "merge", tree);
  await shop.dev.git("push", "--quiet", "--force", "origin", `${sha}:refs/pull/${number}/merge`);
  return sha;
};

test("PP-24 what others merged meanwhile is on both sides, so it is not shown as rolled back", async () => {
  const head = await shop.branch({ "environments/dev/mine.yaml": "a: 1\n" });
  await shop.branch({ "environments/dev/theirs.yaml": "a: 1\n" });
  await shop.dev.git("push", "--quiet", "origin", "HEAD:main");
  const sides = await findSides(git(), NONE, await pull(1, head), GITEA);
  const paths = (await git().changedPaths(sides.base, sides.merged)).map(({ path }) => path);
  expect(paths).toEqual(["environments/dev/mine.yaml"]);
  expect(sides).toMatchObject({ head, origin: "merged here, in memory" });
});

test("PP-24 the forge's merge is awaited; the one of an older head does not count", async () => {
  const [older, head] = [await shop.branch({ a: "1" }), await shop.branch({ a: "2" })];
  const event = await pull(2, head);
  await merge(2, shop.start, older);
  const asked = shop.server.requests.length;
  const found = findSides(git(), NONE, event, {}, WAITING);
  await expect.poll(() => shop.server.requests.length).toBeGreaterThan(asked + 2);
  const merged = await merge(2, shop.start, head);
  expect(await found).toEqual({ base: shop.start, head, merged, origin: "refs/pull/2/merge" });
});

test("PP-24 a forge that makes no merge in time: it is made here", async () => {
  const head = await shop.branch({ b: "1" });
  const sides = await findSides(git(), NONE, await pull(3, head), {}, { deadlineMs: 30, everyMs: 10 });
  expect(sides).toMatchObject({ head, origin: "merged here, in memory" });
  expect(await git().isAncestor(head, sides.merged)).toBe(true);
});

test("a conflict has no result to show: the paths and what to do", async () => {
  const base = await shop.branch({ c: "1" });
  const head = await shop.branch({ c: "2" });
  const failure = findSides(git(), { base, head }, undefined, {});
  await expect(failure).rejects.toBeInstanceOf(Unmergeable);
  await expect(failure).rejects.toThrow(/conflicts in c\.\n {2}Merge the base into the branch/);
});

test.each([
  ["origin/main^0", "no-such-ref"],
  ["no-such-ref", "HEAD"],
])("a ref that is not there is named: %s, %s", async (base, head) => {
  await expect(findSides(git(), { base, head }, undefined, {})).rejects.toThrow(
    '"no-such-ref": not in this clone',
  );
});

test("the event of a pull request is read; a deleted fork counts as one; others are none", async () => {
  const head = "a".repeat(40);
  expect(await pullOfEvent(await shop.event({ head, fork: true }))).toEqual({
    number: 7,
    into: "main",
    headSha: head,
    isFork: true,
  });
  expect(await pullOfEvent({ GITHUB_EVENT_NAME: "push" })).toBeUndefined();
  await expect(pullOfEvent({ GITHUB_EVENT_NAME: "pull_request" })).rejects.toThrow(
    "Give the inputs base and head",
  );
});
