import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { clone, emptyClone } from "@slipway/testing/git/clone.ts";
import { git as plainGit } from "@slipway/testing/git/git.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../domain/errors/user-error.ts";
import type { CommitPlan } from "../../domain/repository/changes.ts";
import type { Git } from "../../domain/repository/git.ts";
import type { Tree } from "../../domain/repository/tree.ts";
import { exec } from "../exec/exec.ts";
import { openGit, PushRefused, plannedTree, RaceNeverWon } from "./git.ts";

const identity = { name: "slipway[bot]", email: "bot@example.com" };

async function repository(files: Record<string, string> = { "README.md": "hello\n" }) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("shop");
  const dev = stack.use(await emptyClone(url));
  await dev.push("chore: start", files);
  const checkout = stack.use(await clone(url));
  const git = openGit(checkout.path, { identity });
  return { server, url, dev, checkout, git, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const plan = (changes: Record<string, string | null>, more: Partial<CommitPlan> = {}): CommitPlan => ({
  message: "test: plan",
  changes: Object.entries(changes).map(([path, content]) => ({ path, content })),
  ...more,
});

async function filesOf(tree: Tree): Promise<Record<string, string>> {
  const paths = await tree.list("");
  const contents = await Promise.all(paths.map((path) => tree.read(path)));
  return Object.fromEntries(paths.map((path, index) => [path, String(contents[index])]));
}

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

describe("the token", () => {
  const token = "s3cret-token";
  const expected = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;

  test("AP-9 is sent as the only Authorization header and stays out of the clone", async () => {
    await using repo = await repository();
    await repo.checkout.git("config", "http.extraHeader", "Authorization: Basic left-behind");
    repo.server.requireAuthorization(expected);
    const git = openGit(repo.checkout.path, { identity, token });
    const tip = (await git.fetch("main")).get("main");
    const commit = await git.commit(tip, plan({ a: "1" }));
    expect(await git.push([{ ref: "main", to: commit, expect: tip ?? null }])).toMatchObject([
      { status: "pushed" },
    ]);
    const config = await readFile(join(repo.checkout.path, ".git/config"), "utf8");
    expect(config).not.toContain(token);
    expect(repo.server.requests.at(-1)?.authorization).toBe(expected);
  });

  test("PP-28 serves a partial clone, which fetches what is read and no more", async () => {
    await using repo = await repository({ wanted: "1", unwanted: "2" });
    await using partial = await clone(repo.url, "--filter=blob:none", "--no-checkout");
    repo.server.requireAuthorization(expected);
    const git = openGit(partial.path, { identity, token });
    const tree = await git.tree("HEAD");
    expect(String(await tree.read("wanted"))).toBe("1");
    await git.pushReplanned("main", async () => plan({ added: "3" }));
    const missing = await partial.git("rev-list", "--objects", "--missing=print", "origin/main");
    expect(missing.split("\n").filter((line) => line.startsWith("?"))).toHaveLength(1);
  });

  test("PP-28 many files of a partial clone cost one fetch, not one each", async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`file-${index}`, `${index}`]));
    await using repo = await repository(files);
    await using partial = await clone(repo.url, "--filter=blob:none", "--no-checkout");
    const tree = await openGit(partial.path, { identity }).tree("HEAD");
    const before = repo.server.requests.length;
    const read = await Promise.all(Object.keys(files).map(async (path) => String(await tree.read(path))));
    expect(read).toEqual(Object.values(files));
    expect(repo.server.requests.slice(before).filter(({ url }) => url.includes("/info/refs"))).toHaveLength(
      1,
    );
  });

  test("AP-29 that is wrong gives an error naming SLIPWAY_TOKEN, without the token in it", async () => {
    await using repo = await repository();
    repo.server.requireAuthorization("Basic other");
    const failure = openGit(repo.checkout.path, { identity, token }).fetch("main");
    await expect(failure).rejects.toThrow(/Check SLIPWAY_TOKEN/);
    await expect(failure).rejects.not.toThrow(new RegExp(`${token}|${expected.slice(6)}`));
  });
});

describe("pushing", () => {
  test("each ref has its own result", async () => {
    await using repo = await repository();
    const tip = (await repo.git.fetch("main")).get("main") ?? "";
    const commit = await repo.git.commit(tip, plan({ a: "1" }));
    const results = await repo.git.push([
      { ref: "promote/prod/a", to: commit, expect: null },
      { ref: "promote/prod/b", to: commit, expect: tip },
      { ref: "main", to: tip },
      { ref: "refs/tags/a-v1.0.0", to: tip, expect: null },
    ]);
    expect(results.map(({ ref, status }) => [ref, status])).toEqual([
      ["promote/prod/a", "pushed"],
      ["promote/prod/b", "lost-race"],
      ["main", "unchanged"],
      ["refs/tags/a-v1.0.0", "pushed"],
    ]);
    await repo.git.push([{ ref: "promote/prod/a", to: null, expect: commit }]);
    expect([...(await repo.git.fetch("main", "promote/*")).keys()]).toEqual(["main"]);
  });

  test("a branch is replaced by force only when asked", async () => {
    await using repo = await repository();
    const beat = () => repo.git.commit(undefined, plan({}, { message: `beat ${Math.random()}` }));
    await repo.git.push([{ ref: "heartbeat/dev/main", to: await beat() }]);
    const second = await beat();
    expect(await repo.git.push([{ ref: "heartbeat/dev/main", to: second }])).toMatchObject([
      { status: "lost-race" },
    ]);
    expect(await repo.git.push([{ ref: "heartbeat/dev/main", to: second, force: true }])).toMatchObject([
      { status: "pushed" },
    ]);
  });

  test("a branch that another one makes impossible is refused by its name, not a race that is run for ever", async () => {
    await using repo = await repository();
    const tip = (await repo.git.fetch("main")).get("main") ?? "";
    await repo.git.push([
      { ref: "promote", to: tip },
      { ref: "rollback/prod/mine", to: tip },
    ]);
    const wanted = ["promote/prod/a", "rollback/prod", "heartbeat/dev/main"];
    const results = await repo.git.push(wanted.map((ref) => ({ ref, to: tip, expect: null })));
    expect(results).toMatchObject([
      {
        status: "refused",
        reason:
          "git cannot hold it beside promote; remove what is in the way: git push origin --delete promote",
      },
      { status: "refused", reason: expect.stringContaining("git push origin --delete rollback/prod/mine") },
      { status: "pushed" },
    ]);
    // Without a lease, as the reporter pushes.
    expect(await repo.git.push([{ ref: "promote/prod/a", to: tip, force: true }])).toMatchObject([
      { status: "refused", reason: expect.stringContaining("git push origin --delete promote") },
    ]);
  });

  test("PP-2 a hook that declines is a refusal with the server's words, not a race", async () => {
    await using repo = await repository();
    const hook = join(repo.server.folder("shop"), "hooks/pre-receive");
    await writeFile(hook, "#!/bin/sh\necho 'main is frozen' >&2\nexit 1\n");
    await chmod(hook, 0o755);
    const failure = repo.git.pushReplanned("main", async () => plan({ a: "1" }));
    await expect(failure).rejects.toBeInstanceOf(PushRefused);
    await expect(failure).rejects.toThrow(/main is frozen.*\n {2}Allow this bot/s);
  });
});

describe("pushReplanned", () => {
  test("several runs may share a clone", async () => {
    await using repo = await repository({ list: "" });
    const lines = ["a", "b", "c", "d"];
    const add = (line: string) =>
      openGit(repo.checkout.path, { identity }).pushReplanned("main", async (tip) =>
        plan({ list: `${await tip.read("list")}${line}\n` }),
      );
    await Promise.all(lines.map(add));
    const tip = await repo.git.tree((await repo.git.fetch("main")).get("main") ?? "");
    expect(
      String(await tip.read("list"))
        .trim()
        .split("\n")
        .sort(),
    ).toEqual(lines);
  });

  test("AP-11 PP-1 plans again on the new tip when another push lands first", async () => {
    await using repo = await repository({ list: "" });
    let races = 2;
    repo.server.beforePush(async () => {
      if (races-- <= 0) return;
      const folder = repo.server.folder("shop");
      const tree = await plainGit(folder, "rev-parse", "main^{tree}");
      const other = await plainGit(folder, "commit-tree", "-p", "main", "-m", `other ${races}`, tree);
      await plainGit(folder, "update-ref", "refs/heads/main", other);
    });
    const seen: string[] = [];
    const { commit, attempts } = await repo.git.pushReplanned("main", async (tip) => {
      seen.push(tip.commit);
      return plan({ list: `${await tip.read("list")}mine\n` });
    });
    expect(attempts).toBe(3);
    expect(new Set(seen).size).toBe(3);
    const subjects = (await repo.git.log(commit ?? "")).map((entry) => entry.subject);
    expect(subjects).toEqual(["test: plan", "other 0", "other 1", "chore: start"]);
  });

  test("AP-11 gives up after its attempts, with nothing pushed", async () => {
    await using repo = await repository();
    repo.server.beforePush(async () => {
      const folder = repo.server.folder("shop");
      const tree = await plainGit(folder, "rev-parse", "main^{tree}");
      const other = await plainGit(folder, "commit-tree", "-p", "main", "-m", "other", tree);
      await plainGit(folder, "update-ref", "refs/heads/main", other);
    });
    const failure = repo.git.pushReplanned("main", async () => plan({ a: "1" }), { attempts: 2 });
    await expect(failure).rejects.toBeInstanceOf(RaceNeverWon);
    const tip = await repo.git.tree((await repo.git.fetch("main")).get("main") ?? "");
    expect(await tip.read("a")).toBeUndefined();
  });

  test("nothing to change is a success without a commit", async () => {
    await using repo = await repository({ a: "1" });
    const pushes = () =>
      repo.server.requests.filter((request) => request.url.endsWith("receive-pack")).length;
    const before = pushes();
    expect((await repo.git.pushReplanned("main", async () => undefined)).commit).toBeUndefined();
    expect((await repo.git.pushReplanned("main", async () => plan({ a: "1" }))).commit).toBeUndefined();
    expect(pushes()).toBe(before);
  });

  test("starts a branch only when told to", async () => {
    await using repo = await repository();
    const planner = async (tip: Tree) => plan({ [`from-${tip.commit || "nothing"}`]: "1" });
    await expect(repo.git.pushReplanned("evidence/dev/main", planner)).rejects.toThrow("not on the remote");
    const { commit } = await repo.git.pushReplanned("evidence/dev/main", planner, { create: true });
    expect(await filesOf(await repo.git.tree(commit ?? ""))).toEqual({ "from-nothing": "1" });
  });

  test("PP-3 six writers of one branch in clones of their own: every line lands once", async () => {
    await using repo = await repository({ list: "" });
    const add = async (line: string) => {
      await using own = await clone(repo.url);
      const git: Git = openGit(own.path, { identity });
      const append = async (tip: Tree) => plan({ list: `${await tip.read("list")}${line}\n` });
      await git.pushReplanned("main", append);
    };
    const lines = Array.from({ length: 6 }, (_, index) => `line ${index}`);
    await Promise.all(lines.map(add));
    const tip = await repo.git.tree((await repo.git.fetch("main")).get("main") ?? "");
    expect(
      String(await tip.read("list"))
        .trim()
        .split("\n")
        .sort(),
    ).toEqual(lines);
  });
});
