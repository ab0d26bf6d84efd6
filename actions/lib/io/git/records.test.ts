import { writeFile } from "node:fs/promises";
import { join } from "node:path";
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

test("a commit of a year that no date has is in the future for every reader, and ends no run", async () => {
  await using server = await startGitServer();
  await using work = await emptyClone(await server.createRepository("shop"));
  const start = await work.commit("start", { a: "1\n" });
  const body = `tree ${await work.git("rev-parse", "HEAD^{tree}")}\nparent ${start}\nauthor a <a@example.com> 99999999999999 +0000\ncommitter a <a@example.com> 99999999999999 +0000\n\nlater\n`;
  const file = join(work.path, ".git/later");
  await writeFile(file, body);
  const tip = await work.git("hash-object", "-t", "commit", "-w", file);
  const git = openGit(work.path, { identity: { name: "bot", email: "bot@example.com" } });
  const [record] = await git.records([tip]);
  const [logged] = await git.log(tip);
  const [withPaths] = await git.logWithPaths(tip, start);
  const revision = (await git.revisions([tip])).get(tip);
  for (const found of [record, logged, withPaths, revision]) {
    expect(found?.committedAt.toISOString()).toBe("9999-12-31T23:59:59.000Z");
  }
});
