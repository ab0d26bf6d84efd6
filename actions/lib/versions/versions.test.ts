import { expect, test } from "vitest";
import { clone } from "../../testing/clone.ts";
import { startGitServer } from "../../testing/git-server.ts";
import { openGit } from "../git/git.ts";
import type { Release } from "../releases/release.ts";
import { assignVersion } from "./assign.ts";
import { changeKind } from "./conventional-commits.ts";
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
  ["feat:no space", "other"],
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

test("a version follows the commits that touched the service since its tag, or since an untagged pin", async () => {
  await using server = await startGitServer();
  await using dev = await clone(await server.createRepository("shop"));
  const first = await dev.push("feat: start", { "services/a/x": "1", "services/b/x": "1" });
  const second = await dev.push("feat(b): not a's", { "services/b/x": "2" });
  const third = await dev.push("fix(a): x", { "services/a/x": "2" });
  const fourth = await dev.push("feat(a): y", { "services/a/x": "3" });
  const git = openGit(dev.path, { identity: { name: "t", email: "t@example.com" } });
  const refs = new Map([["refs/tags/a-v0.1.0", first]]);
  const pinned = (version: string, source: string) => ({ version, source }) as Release;
  const ask = (source: string, pin?: Release) =>
    assignVersion(git, { service: "a", source, paths: ["services/a"], refs, pinned: pin });
  expect(await ask(second)).toBe("0.1.1");
  expect(await ask(third)).toBe("0.1.1");
  expect(await ask(fourth)).toBe("0.2.0");
  expect(await ask(fourth, pinned("0.1.0", first))).toBe("0.2.0");
  expect(await ask(fourth, pinned("0.4.0", fourth))).toBe("0.4.1");
  expect(await ask(fourth, pinned("0.4.0", "d".repeat(40)))).toBe("0.4.1");
});
