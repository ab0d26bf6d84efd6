import { clone } from "@slipway/testing/git/clone.ts";
import { git as plainGit } from "@slipway/testing/git/git.ts";
import { describe, expect, test } from "vitest";
import type { Git } from "../../domain/repository/git.ts";
import type { Tree } from "../../domain/repository/tree.ts";
import { openGit, RaceNeverWon } from "./git.ts";
import { filesOf, identity, plan, repository } from "./testing/repository.ts";

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

  test("starts a branch only when asked to", async () => {
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
