/** On real git: traces of a commit, a merge, a squash, a revert and a manual change. */
import { git } from "@slipway/testing/git/git.ts";
import { heads, type Imported, importCommits } from "@slipway/testing/git/import.ts";
import { digestOf, releaseFiles, releaseOf } from "@slipway/testing/repositories/shop.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { describe, expect, test } from "vitest";
import { openGit } from "../../io/git/git.ts";
import { readDeployments } from "./deployments.ts";
import { trailersOf } from "./trailers.ts";

const at = (hours: number) => new Date(Date.UTC(2026, 0, 1, hours));
const one = releaseOf("product", { version: "0.1.0", digest: digestOf("a") });
const two = releaseOf("product", { version: "0.2.0", digest: digestOf("b") });

const commit = (
  message: string,
  hours: number,
  files: Imported["files"],
  more: Partial<Imported> = {},
): Imported => ({
  branch: "main",
  author: "Ada",
  message,
  at: at(hours),
  ...(files === undefined ? {} : { files }),
  ...more,
});

async function deploymentsOf(...commits: readonly Imported[]) {
  await using folder = await temporaryFolder();
  await git(folder.path, "init", "--quiet", "--bare", "--initial-branch=main");
  await importCommits(folder.path, commits);
  const tip = (await heads(folder.path)).get("main") ?? "";
  const reader = openGit(folder.path, { identity: { name: "reader", email: "reader@example.com" } });
  return await readDeployments(reader, tip);
}

describe("what was pinned when, by whom and why", () => {
  test("a merge says when it came and who let it in, its own commit says why", async () => {
    const message =
      "promote(prod): product\n\nActor: ada\nSlipway-Bypass: product: soak by ada: urgent\nSlipway-Bypass: order: soak by ken: other\nSlipway-Verb: promote\n";
    const found = await deploymentsOf(
      commit("feat: begin", 0, { "README.md": "x" }),
      commit(message, 1, releaseFiles("prod", one), {
        branch: "promote/prod/product",
        author: "bot",
        from: "main",
      }),
      commit("Merge pull request #1", 2, releaseFiles("prod", one), {
        merge: "promote/prod/product",
        author: "Grace",
      }),
    );
    expect(found.of("prod", "product")).toMatchObject([
      { at: at(2), by: "Grace", verb: "promote", bypasses: ["soak by ada: urgent"], previous: undefined },
    ]);
  });

  test("a squash is recognized by its own trailers, and by its author", async () => {
    const squash = commit(
      "promote(prod): product (#1)\n\nSlipway-Verb: promote\n",
      2,
      releaseFiles("prod", one),
    );
    expect((await deploymentsOf(squash)).of("prod", "product")).toMatchObject([
      { by: "Ada", verb: "promote" },
    ]);
  });

  test("a revert and a manual change are distinguished from verbs, for any quoted message", async () => {
    const bump = "bump(dev): product\n\nSlipway-Verb: bump\n";
    const found = await deploymentsOf(
      commit(bump, 1, releaseFiles("dev", one)),
      commit(bump, 2, releaseFiles("dev", two)),
      commit(
        'Revert "bump(dev): product"\n\nThis reverts commit x.\n\nActor: ken\nSlipway-Verb: bump\n',
        3,
        releaseFiles("dev", one),
      ),
      commit("quick fix", 4, releaseFiles("dev", two)),
    );
    const all = found.of("dev", "product");
    expect(all[1]?.by).toBe("Ada");
    expect(all.map(({ verb }) => verb)).toEqual(["hand", "revert", "bump", "bump"]);
    expect(all.map(({ release, previous }) => [previous?.version, release?.version])).toEqual([
      ["0.1.0", "0.2.0"],
      ["0.2.0", "0.1.0"],
      ["0.1.0", "0.2.0"],
      [undefined, "0.1.0"],
    ]);
  });

  test("an old content that came back is recognized by the commit that brought it then", async () => {
    const found = await deploymentsOf(
      commit("bump(dev): product\n\nActor: ken\nSlipway-Verb: bump\n", 1, releaseFiles("dev", one)),
      commit("bump(dev): product\n\nActor: ada\nSlipway-Verb: bump\n", 2, releaseFiles("dev", two)),
      commit("rollback(dev): product\n\nActor: joy\nSlipway-Verb: rollback\n", 3, releaseFiles("dev", one)),
    );
    expect(found.of("dev", "product").map(({ by }) => by)).toEqual(["joy", "ada", "ken"]);
  });

  test("a release that was taken away, or cannot be read, is a deployment of nothing", async () => {
    const file = "environments/dev/product/release/release.yaml";
    const found = await deploymentsOf(
      commit("bump", 1, releaseFiles("dev", one)),
      commit("break", 2, { [file]: "schema: 9\n" }),
      commit("retire", 3, { [file]: null }),
    );
    expect(found.of("dev", "product").map(({ release }) => release?.version)).toEqual([
      undefined,
      undefined,
      "0.1.0",
    ]);
  });

  test("names and messages of any kind are read as they are", async () => {
    const name = "a\u0001b\n:100644 x";
    const found = await deploymentsOf(
      commit("\u0001fake\n\nSlipway-Verb: bump\n", 1, {
        ...releaseFiles("dev", one),
        [JSON.stringify(name)]: "x",
      }),
    );
    expect(found.in("dev")).toMatchObject([{ verb: "bump", subject: "\u0001fake" }]);
  });
});

describe("trailers", () => {
  test.each([
    ["only the last paragraph counts", "subject\n\nActor: mallory\n\nActor: ada\n", ["ada"]],
    ["a paragraph with other lines in it is none", "subject\n\nActor: mallory\nand more words\n", undefined],
    ["a subject alone is none", "Actor: mallory", undefined],
    ["several of one name are all kept", "subject\n\nActor: ada\nActor: ken\n", ["ada", "ken"]],
    ["indented lines are no trailers", "subject\n\n  Actor: mallory\nSource: x\n", undefined],
  ])("%s", (_words, message, expected) => {
    expect(trailersOf(message).get("Actor")).toEqual(expected);
  });
});
