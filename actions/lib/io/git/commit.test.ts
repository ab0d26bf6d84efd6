import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../domain/errors/user-error.ts";
import { plannedTree } from "./git.ts";
import { filesOf, plan, repository } from "./testing/repository.ts";

describe("a commit", () => {
  test("leaves work tree, index and HEAD alone, also when they are dirty", async () => {
    await using repo = await repository({ kept: "1\n", changed: "1\n" });
    await writeFile(join(repo.checkout.path, "changed"), "dirty\n");
    await repo.checkout.git("add", "changed");
    await writeFile(join(repo.checkout.path, "changed"), "dirtier\n");
    const before = await repo.checkout.git("status", "--porcelain=v2", "--branch");
    const commit = await repo.git.commit("HEAD", plan({ changed: "planned\n", added: "new\n" }));
    expect(await repo.checkout.git("status", "--porcelain=v2", "--branch")).toBe(before);
    expect(await readFile(join(repo.checkout.path, "changed"), "utf8")).toBe("dirtier\n");
    expect(await filesOf(await repo.git.tree(commit))).toEqual({
      kept: "1\n",
      changed: "planned\n",
      added: "new\n",
    });
  });

  test("replaces a folder whole: what is not listed is gone", async () => {
    await using repo = await repository({ "r/old": "1", "r/sub/old": "1", "r/same": "1", "ra/other": "1" });
    const commit = await repo.git.commit("HEAD", plan({ "r/same": "2" }, { replaceFolders: ["r"] }));
    expect(await filesOf(await repo.git.tree(commit))).toEqual({ "r/same": "2", "ra/other": "1" });
  });

  test("keeps modes, deletes, and puts a file where a folder was", async () => {
    await using repo = await repository({ "run.sh": "1", "dir/a": "1", "dir/b": "1", gone: "1" });
    await chmod(join(repo.dev.path, "run.sh"), 0o755);
    const parent = await repo.dev.push("chore: executable");
    await repo.git.fetch("main");
    const commit = await repo.git.commit(
      parent,
      plan({ "run.sh": "2", dir: "file", gone: null }, { replaceFolders: ["dir"] }),
    );
    const tree = await repo.git.tree(commit);
    expect(await filesOf(tree)).toEqual({ "run.sh": "2", dir: "file" });
    expect((await tree.entry("run.sh"))?.mode).toBe("100755");
  });

  test("without a parent starts a history; an empty one has an empty tree; the date is the plan's", async () => {
    await using repo = await repository();
    const date = new Date("2026-02-03T04:05:06Z");
    const commit = await repo.git.commit(undefined, plan({}, { date, message: "beat" }));
    expect(await filesOf(await repo.git.tree(commit))).toEqual({});
    const [only, ...more] = await repo.git.log(commit);
    expect(only).toEqual({ sha: commit, subject: "beat", message: "beat", committedAt: date });
    expect(more).toEqual([]);
  });

  test("refuses paths that leave the repository", async () => {
    await using repo = await repository();
    for (const path of ["../x", "/x", "a//b", ".git/config", "a/.GIT/x", "", "./x"]) {
      await expect(repo.git.commit("HEAD", plan({ [path]: "x" }))).rejects.toThrow(UserError);
    }
  });
});

test("a planned tree is what the commit becomes, for any plan", { timeout: 60_000 }, async () => {
  await using repo = await repository({ "a/1": "x", "a/2": "y", "a/b/3": "z", "c/4": "", root: "r" });
  const tree = await repo.git.tree("HEAD");
  const path = fc.constantFrom("a/1", "a/2", "a/new", "a/b/3", "a/b/new", "c/4", "d/new", "root");
  const content = fc.option(fc.string({ maxLength: 5 }), { nil: null });
  const anyPlan = fc.record({
    message: fc.constant("any"),
    changes: fc.uniqueArray(fc.record({ path, content }), { selector: (change) => change.path }),
    replaceFolders: fc.uniqueArray(fc.constantFrom("a", "a/b", "c", "nowhere")),
  });
  await fc.assert(
    fc.asyncProperty(anyPlan, async (any) => {
      const commit = await repo.git.commit(tree.commit, any);
      expect(await filesOf(await repo.git.tree(commit))).toEqual(await filesOf(plannedTree(tree, any)));
    }),
    { numRuns: 20 },
  );
});
