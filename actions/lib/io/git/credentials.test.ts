import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { clone } from "@slipway/testing/git/clone.ts";
import { describe, expect, test } from "vitest";
import { openGit } from "./git.ts";
import { identity, plan, repository } from "./testing/repository.ts";

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
