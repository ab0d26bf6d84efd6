import { describe, expect, test } from "vitest";
import { filesOf, repository } from "./testing/repository.ts";

describe("a tree", () => {
  test("gives the bytes of its files, odd names included, and undefined for what is not there", async () => {
    const odd = 'a "b"\tü\nx.txt';
    await using repo = await repository({ [odd]: "odd", empty: "", "dir/sub/file": "x\n", "dir2/file": "" });
    const tree = await repo.git.tree("HEAD");
    expect(await filesOf(tree)).toEqual({ [odd]: "odd", empty: "", "dir/sub/file": "x\n", "dir2/file": "" });
    expect(await tree.list("dir")).toEqual(["dir/sub/file"]);
    expect(await tree.read("dir")).toBeUndefined();
    expect(await tree.read("missing")).toBeUndefined();
  });

  test("keeps bytes that are not text", async () => {
    await using repo = await repository();
    const bytes = Buffer.from([0, 255, 254, 10, 13, 10, 128]);
    const commit = await repo.git.commit("HEAD", { message: "x", changes: [{ path: "b", content: bytes }] });
    expect(await (await repo.git.tree(commit)).read("b")).toEqual(bytes);
  });

  test("of a commit that is not in the clone is an error with a remedy", async () => {
    await using repo = await repository();
    await expect(repo.git.tree("0".repeat(40))).rejects.toThrow(/not in this clone\.\n {2}Fetch it/);
    expect(await repo.git.resolve("no-such-branch")).toBeUndefined();
  });
});
