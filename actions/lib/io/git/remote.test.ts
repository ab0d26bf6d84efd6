import { clone } from "@slipway/testing/git/clone.ts";
import { describe, expect, test } from "vitest";
import { exec } from "../exec/exec.ts";
import { openGit } from "./git.ts";
import { identity, repository } from "./testing/repository.ts";

describe("reading the remote", () => {
  test("one fetch brings branches, patterns and tags; what is gone is gone", async () => {
    await using repo = await repository();
    const tip = await repo.dev.git("rev-parse", "HEAD");
    await repo.dev.git("push", "--quiet", "origin", "HEAD:evidence/dev/main", "HEAD:evidence/prod/main");
    await repo.dev.git("tag", "-a", "product-v0.1.0", "-m", "annotated");
    await repo.dev.git("tag", "product-v0.1.1");
    await repo.dev.git("tag", "order-v1.0.0");
    await repo.dev.git("push", "--quiet", "--tags", "origin");
    const ask = () => repo.git.fetch("main", "evidence/*", "absent", "refs/tags/product-v*");
    expect(Object.fromEntries(await ask())).toEqual({
      main: tip,
      "evidence/dev/main": tip,
      "evidence/prod/main": tip,
      "refs/tags/product-v0.1.0": tip,
      "refs/tags/product-v0.1.1": tip,
    });
    await repo.dev.git("push", "--quiet", "origin", ":evidence/prod/main", ":product-v0.1.1");
    expect([...(await ask()).keys()].sort()).toEqual([
      "evidence/dev/main",
      "main",
      "refs/tags/product-v0.1.0",
    ]);
    expect(await repo.checkout.git("tag", "--list")).toBe("");
  });

  test("a shallow clone is completed", async () => {
    await using repo = await repository();
    const first = await repo.dev.git("rev-parse", "HEAD");
    await repo.dev.push("feat: more", { more: "1" });
    await using shallow = await clone(repo.url, "--depth=1");
    const git = openGit(shallow.path, { identity });
    expect(await git.resolve(first)).toBeUndefined();
    expect(await git.isAncestor(first, "HEAD")).toBe(false);
    await git.unshallow();
    expect(await git.isAncestor(first, "HEAD")).toBe(true);
  });

  test("AP-7 a shallow clone is deepened in steps, only as far as wanted, and completed at last", async () => {
    await using repo = await repository();
    const root = await repo.dev.git("rev-parse", "HEAD");
    const numbers = Array.from({ length: 700 }, (_, index) => index);
    const stream = numbers.map(
      (number) =>
        `commit refs/heads/long\nmark :${number + 1}\ncommitter D <d@example.com> ${number} +0000\ndata 0\n${number === 0 ? `from ${root}\n` : ""}`,
    );
    await exec("git", ["fast-import", "--quiet"], { cwd: repo.dev.path, input: stream.join("") });
    await repo.dev.git("push", "--quiet", "origin", "long:main");
    await using shallow = await clone(repo.url, "--depth=1");
    const git = openGit(shallow.path, { identity });
    const tip = (await git.resolve("HEAD")) ?? "";
    const fetches = () => repo.server.requests.filter(({ method }) => method === "POST").length;
    const depth = async () => Number(await shallow.git("rev-list", "--count", "HEAD"));
    const before = fetches();
    expect(await git.deepen([tip], async () => (await depth()) > 10)).toBe(true);
    expect(await depth()).toBe(65);
    const twice = fetches() - before;
    expect(await git.deepen([tip], async () => (await depth()) > 400)).toBe(true);
    expect(await depth()).toBe(641);
    expect(await git.deepen([tip], async () => false)).toBe(false);
    expect(await git.resolve(root)).toBe(root);
    expect(fetches() - before).toBeLessThanOrEqual(twice * 5);
  });

  test("AP-7 a commit that left its branch is still asked for by its id", async () => {
    await using repo = await repository();
    const gone = await repo.dev.push("feat: to be forced away");
    await repo.dev.git("push", "--quiet", "--force", "origin", "HEAD~1:main");
    await using fresh = await clone(repo.url);
    const git = openGit(fresh.path, { identity });
    expect([await git.resolve(gone), await git.fetchCommit(gone)]).toEqual([undefined, true]);
    expect(await git.resolve(gone)).toBe(gone);
    expect(await git.fetchCommit("d".repeat(40))).toBe(false);
  });

  test("commits with their paths, and every content a file has had, side branches included", async () => {
    await using repo = await repository({ "f/a": "1" });
    const root = await repo.dev.git("rev-parse", "HEAD");
    await repo.dev.git("checkout", "--quiet", "-b", "side");
    const side = await repo.dev.commit("feat: side\n\nbody", { "f/a": "2", '\n"x"': "", ü: "" });
    await repo.dev.git("checkout", "--quiet", "main");
    const empty = await repo.dev.commit("chore: empty");
    await repo.dev.git("merge", "--quiet", "--strategy=ours", "-m", "merge", "side");
    const last = await repo.dev.commit("fix: last", { "f/a": null, b: "" });
    const git = openGit(repo.dev.path, { identity });
    const commits = await git.logWithPaths("HEAD", root);
    const paths = new Map(commits.map((commit) => [commit.sha, commit.paths]));
    expect([last, empty, side].map((sha) => paths.get(sha))).toEqual([
      ["b", "f/a"],
      [],
      ['\n"x"', "f/a", "ü"],
    ]);
    expect(commits.find(({ sha }) => sha === side)?.message).toBe("feat: side\n\nbody");
    const contents = await git.pastContents(last, "f", { matching: /a$/ });
    expect(contents.map(({ content }) => String(content)).sort()).toEqual(["1", "2"]);
    const later = await git.pastContents(last, "f", { matching: /a$/, since: root });
    expect(later.map(({ content }) => String(content))).toEqual(["2"]);
    expect(await git.sharedAncestor([side, empty, last])).toBe(root);
  });

  test("history of some paths, and what differs between two commits", async () => {
    await using repo = await repository({ "a/x": "same content, moved\n", "b/y": "1" });
    const from = await repo.dev.git("rev-parse", "HEAD");
    await repo.dev.push("fix(a): move\n\nWhy.\n\nRun: 1", { "a/x": null, "c/x": "same content, moved\n" });
    const to = await repo.dev.push("feat(b)!: y", { "b/y": "2" });
    await repo.git.fetch("main");
    expect(await repo.git.changedPaths(from, to)).toEqual([
      { status: "D", path: "a/x" },
      { status: "M", path: "b/y" },
      { status: "A", path: "c/x" },
    ]);
    const commits = await repo.git.log(to, { since: from, paths: ["a"] });
    expect(commits.map(({ subject, message }) => [subject, message])).toEqual([
      ["fix(a): move", "fix(a): move\n\nWhy.\n\nRun: 1"],
    ]);
    expect(await repo.git.mergeBase(from, to)).toBe(from);
  });

  test("a folder that is not a repository, and a remote that does not answer, say what to do", async () => {
    await using repo = await repository();
    await expect(openGit("/", { identity }).resolve("HEAD")).rejects.toThrow("not a git repository");
    await expect(openGit(repo.checkout.path, { identity, remote: "nowhere" }).fetch("main")).rejects.toThrow(
      /git remote "nowhere": not set/,
    );
    await repo.checkout.git("remote", "set-url", "origin", "http://127.0.0.1:1/shop.git");
    await expect(repo.git.fetch("main")).rejects.toThrow(
      /git fetch origin: fatal: .*\n {2}Check that the forge/s,
    );
  });
});
