import { emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { expect, test } from "vitest";
import { openGit } from "./git.ts";

test("commits come newest first, each with who, why and the files it changed, odd names too", async () => {
  await using server = await startGitServer();
  await using work = await emptyClone(await server.createRepository("shop"));
  await work.commit("feat: first\n\nWhy it is.\n\nKey: value", { "a/one.txt": "1\n", "b.txt": "2\n" });
  await work.commit("fix: second", { 'a/odd "ü\nname.txt': "3\n", "c.txt": "4\n" });
  await work.git("rm", "--quiet", "a/one.txt");
  await work.commit("chore: gone");
  const git = openGit(work.path, { identity: { name: "bot", email: "bot@example.com" } });
  const tip = (await git.resolve("HEAD")) ?? "";
  const records = await git.records([tip], { pathspecs: ["a"] });
  expect(records.map(({ message }) => message)).toEqual([
    "chore: gone",
    "fix: second",
    "feat: first\n\nWhy it is.\n\nKey: value",
  ]);
  expect(records.map(({ files }) => files.map(({ path }) => path))).toEqual([
    ["a/one.txt"],
    ['a/odd "ü\nname.txt'],
    ["a/one.txt"],
  ]);
  const [gone, , first] = records;
  expect(gone?.files[0]?.object).toBeUndefined();
  expect(first?.files[0]?.object).toMatch(/^[0-9a-f]{40}$/);
  expect(first?.parents).toEqual([]);
  expect(await git.records([tip], { pathspecs: ["a"], isFirstParent: true })).toEqual(records);
});
