import { emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { expect, test } from "vitest";
import { openGit } from "./git.ts";

const identity = { name: "slipway", email: "slipway@localhost" };

async function shop() {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const dev = stack.use(await emptyClone(await server.createRepository("shop")));
  const start = await dev.push("start", { a: "1\n", b: "1\n" });
  const on = async (from: string, files: Record<string, string>) => {
    await dev.git("checkout", "--quiet", "--detach", from);
    return dev.commit("change", files);
  };
  const owned = stack.move();
  return {
    start,
    on,
    git: openGit(dev.path, { identity }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

test("two commits merge in the object database: both changes, both parents, nothing checked out", async () => {
  await using work = await shop();
  const [base, head] = [await work.on(work.start, { a: "2\n" }), await work.on(work.start, { b: "2\n" })];
  const merged = await work.git.merge(base, head);
  if (!("commit" in merged)) throw new Error(`conflicts in ${merged.conflicts.join()}`);
  const tree = await work.git.tree(merged.commit);
  expect([String(await tree.read("a")), String(await tree.read("b"))]).toEqual(["2\n", "2\n"]);
  expect(await work.git.isAncestor(base, merged.commit)).toBe(true);
  expect(await work.git.isAncestor(head, merged.commit)).toBe(true);
  expect(await work.git.resolve("HEAD")).toBe(head);
});

test("a head that has the base is the result", async () => {
  await using work = await shop();
  const head = await work.on(work.start, { a: "2\n" });
  expect(await work.git.merge(work.start, head)).toEqual({ commit: head });
});

test("a conflict names its paths", async () => {
  await using work = await shop();
  const [base, head] = [
    await work.on(work.start, { a: "2\n" }),
    await work.on(work.start, { a: "3\n", b: "3\n" }),
  ];
  expect(await work.git.merge(base, head)).toEqual({ conflicts: ["a"] });
});
