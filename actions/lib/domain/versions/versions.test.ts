import { clone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { releaseFiles, releaseOf } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { openGit } from "../../io/git/git.ts";
import type { Release } from "../releases/release.ts";
import { shortSha } from "../repository/short-sha.ts";
import { openVersions } from "./assign.ts";
import { changeKind, describeChange } from "./conventional-commits.ts";
import { highestTagged, nextVersion } from "./next-version.ts";

test.each([
  ["feat: x", "feature"],
  ["feat(product): x", "feature"],
  ["Feat: x", "feature"],
  ["fix: x", "other"],
  ["fix!: x", "breaking"],
  ["refactor(api)!: x", "breaking"],
  ["fix: x\n\nbody\n\nBREAKING CHANGE: y", "breaking"],
  ["fix: x\n\nBREAKING-CHANGE: y", "breaking"],
  ["fix: talk of a BREAKING CHANGE: no", "other"],
  ["feature x", "other"],
  ["feat:no space", "feature"],
  ['Revert "feat: x"', "other"],
  ["", "other"],
])("%j is %s", (message, kind) => {
  expect(changeKind(message)).toBe(kind);
});

test.each([
  [undefined, ["feat!: x"], "0.1.0"],
  ["0.1.0", [], "0.1.1"],
  ["0.1.0", ["fix: x"], "0.1.1"],
  ["0.1.9", ["fix: x", "feat: y"], "0.2.0"],
  ["0.1.9", ["feat!: x"], "0.2.0"],
  ["1.2.3", ["docs: x"], "1.2.4"],
  ["1.2.3", ["feat: x", "fix: y"], "1.3.0"],
  ["1.2.3", ["fix!: x", "feat: y"], "2.0.0"],
])("after %s, %j give %s", (current, messages, next) => {
  expect(nextVersion(current, messages)).toBe(next);
});

test("the highest tag counts, by number and of this service alone", () => {
  const refs = new Map(
    [
      "order-v0.9.0",
      "order-v0.10.0",
      "order-v2-v3.0.0",
      "order-v1",
      "order-v9.0.0-rc.1",
      "orders-v5.0.0",
    ].map((tag) => [`refs/tags/${tag}`, tag]),
  );
  expect(highestTagged(refs, "order")).toEqual({ version: "0.10.0", commit: "order-v0.10.0" });
  expect(highestTagged(refs, "product")).toBeUndefined();
});

test.each([
  ["fix(product)!: less", "less"],
  ["feat: more: and more\n\nbody", "more: and more"],
  ["no type", "no type"],
  ["", ""],
])("%j was %j", (message, words) => {
  expect(describeChange(message)).toBe(words);
});

const identity = { name: "t", email: "t@example.com" };

async function repository() {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const dev = stack.use(await clone(await server.createRepository("shop")));
  const first = await dev.push("feat: start", { "services/a/x": "1", "services/kit/x": "1" });
  const git = openGit(dev.path, { identity });
  const next = async (source: string, tags: Record<string, string> = {}, pinned?: Release) => {
    const refs = new Map(Object.entries(tags).map(([tag, commit]) => [`refs/tags/${tag}`, commit]));
    const tip = await git.tree("HEAD");
    return openVersions({ git, tip, refs, environment: "dev" }, ["a"]).next({
      service: "a",
      source,
      own: "services/a",
      paths: ["services/a", "services/kit", "rollouts/chart"],
      pinned,
    });
  };
  const pinOf = (version: string, source: string) => releaseFiles("dev", releaseOf("a", { version, source }));
  return { dev, first, next, pinOf, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test("a version follows the commits that touched the service since its tag, or since an untagged pin", async () => {
  await using repo = await repository();
  const { dev, first, next } = repo;
  const second = await dev.commit("feat(b): not a's", { "services/b/x": "2" });
  const third = await dev.commit("fix(a): x", { "services/a/x": "2" });
  const fourth = await dev.commit("feat(a): y", { "services/a/x": "3" });
  const tags = { "a-v0.1.0": first };
  const pinned = (version: string, source: string) => ({ version, source }) as Release;
  const versions = [
    await next(second, tags),
    await next(third, tags),
    await next(fourth, tags),
    await next(fourth, tags, pinned("0.1.0", first)),
    await next(fourth, tags, pinned("0.4.0", fourth)),
    await next(fourth, tags, pinned("0.4.0", "d".repeat(40))),
  ];
  expect(versions.map(({ version }) => version)).toEqual([
    "0.1.1",
    "0.1.1",
    "0.2.0",
    "0.2.0",
    "0.4.1",
    "0.4.1",
  ]);
});

test("a change of chart or kit is a patch, whatever it calls itself; the changelog says all by section", async () => {
  await using repo = await repository();
  const tags = { "a-v1.0.0": repo.first };
  const kit = await repo.dev.commit("feat(kit)!: other logs", { "services/kit/x": "2" });
  const chart = await repo.dev.commit("feat(chart): probes", { "rollouts/chart/x": "" });
  expect((await repo.next(chart, tags)).version).toBe("1.0.1");
  const fix = await repo.dev.commit("fix(a): less", { "services/a/x": "2", "services/kit/x": "3" });
  const feature = await repo.dev.commit("feat: more", { "services/a/x": "3" });
  expect(await repo.next(feature, tags)).toEqual({
    version: "1.1.0",
    changelog: [
      { section: "features", text: "more", sha: feature },
      { section: "fixes", text: "less", sha: fix },
      { section: "chart and shared code", text: "feat(chart): probes", sha: chart },
      { section: "chart and shared code", text: "feat(kit)!: other logs", sha: kit },
    ],
  });
});

test("a version that was pinned once is taken: reverted, deleted, never tagged", async () => {
  await using repo = await repository();
  const tags = { "a-v0.1.0": repo.first };
  await repo.dev.commit("bump(dev): a 0.1.0", repo.pinOf("0.1.0", repo.first));
  const feature = await repo.dev.commit("feat(a): y", { "services/a/x": "2" });
  await repo.dev.commit("bump(dev): a 0.2.0", repo.pinOf("0.2.0", feature));
  await repo.dev.commit("revert: aborted", repo.pinOf("0.1.0", repo.first));
  const back = releaseOf("a", { version: "0.1.0", source: repo.first }).release;
  expect((await repo.next(feature, tags, back)).version).toBe("0.2.1");
  expect((await repo.next(feature, {}, back)).version).toBe("0.2.1");
  const gone = Object.fromEntries(Object.keys(repo.pinOf("0.1.0", repo.first)).map((path) => [path, null]));
  await repo.dev.commit("chore: start again", gone);
  expect((await repo.next(feature, {})).version).toBe("0.2.1");
});

test("a merge commit with a pull request's title counts for what it brought; the newest Release-As wins", async () => {
  await using repo = await repository();
  const tags = { "a-v1.0.0": repo.first };
  await repo.dev.git("checkout", "--quiet", "-b", "side");
  await repo.dev.commit("wip", { "services/a/x": "2" });
  await repo.dev.git("checkout", "--quiet", "-");
  await repo.dev.git(
    "merge",
    "--quiet",
    "--no-ff",
    "-m",
    "Merge pull request #1 from x/side\n\nfeat: more",
    "side",
  );
  const merge = await repo.dev.git("rev-parse", "HEAD");
  expect((await repo.next(merge, tags)).version).toBe("1.1.0");
  await repo.dev.commit("chore: x\n\nRelease-As: 4.0.0", { "services/a/x": "3" });
  const asked = await repo.dev.commit("chore: y\n\nRelease-As: 3.0.0", { "services/a/x": "4" });
  expect((await repo.next(asked, tags)).version).toBe("3.0.0");
  const elsewhere = await repo.dev.commit("chore: z\n\nRelease-As: 9.0.0", { "services/kit/x": "4" });
  expect((await repo.next(elsewhere, tags)).version).toBe("3.0.0");
});

test.each(["0.9.0", "1.0.0", "2.0.0-rc.1", "next"])(
  "a Release-As of %s fails by commit and value",
  async (version) => {
    await using repo = await repository();
    const commit = await repo.dev.commit(`chore: x\n\nRelease-As: ${version}`, { "services/a/x": "3" });
    const answer = repo.next(commit, { "a-v1.0.0": repo.first });
    await expect(answer).rejects.toThrow(`commit ${shortSha(commit)}: Release-As: `);
    await expect(answer).rejects.toThrow(`got "${version}"`);
  },
);
