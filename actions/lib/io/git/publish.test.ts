import { clone, emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { expect, test } from "vitest";
import type { CommitPlan, PublishedCommit, Publisher } from "../../domain/repository/changes.ts";
import { openGit } from "./git.ts";

const identity = { name: "slipway[bot]", email: "bot@example.com" };
const app = { name: "App", email: "app@example.com" };

/** A repository, a checkout whose commits an API makes, and that API: another clone which commits as the App. */
async function shop(changed: (commit: PublishedCommit) => PublishedCommit = (commit) => commit) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("shop");
  const dev = stack.use(await emptyClone(url));
  await dev.push("chore: start", { kept: "1\n", gone: "2\n", "run.sh": { executable: "#!/bin/sh\n" } });
  const checkout = stack.use(await clone(url));
  const backend = openGit(stack.use(await clone(url)).path, { identity: app });
  const asked: PublishedCommit[] = [];
  const publisher: Publisher = async (wanted) => {
    asked.push(wanted);
    const { branch, expectedHead, message, changes } = changed(wanted);
    await backend.fetch(branch);
    const sha = await backend.commit(expectedHead, { message, changes });
    const [result] = await backend.push([{ ref: branch, to: sha, expect: expectedHead }]);
    return result?.status === "pushed"
      ? { committed: true, sha }
      : { committed: false, reason: "Expected branch to point to another commit. Pull and try again." };
  };
  const git = openGit(checkout.path, { identity, publisher });
  return { server, dev, git, asked, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const plan = (changes: CommitPlan["changes"]): CommitPlan => ({
  message: "bump(dev): product\n\nRelease-Id: 1\n",
  changes,
});
const pushes = (requests: readonly { url: string; method: string }[]) =>
  requests.filter(({ url, method }) => method === "POST" && url.endsWith("/git-receive-pack")).length;

test("PP-19 a commit by the API holds what was planned, on the tip it was planned on, by the App", async () => {
  await using at = await shop();
  const changes = [
    { path: "added", content: "3\n" },
    { path: "gone", content: null },
  ];
  const { commit } = await at.git.pushReplanned("main", async () => plan(changes));
  await at.dev.git("fetch", "--quiet", "origin");
  expect(await at.dev.git("rev-parse", "origin/main")).toBe(commit);
  expect(await at.dev.git("log", "-1", "--format=%an %B", "origin/main")).toContain("App bump(dev): product");
  expect(await at.dev.git("ls-tree", "--name-only", "origin/main")).toBe("added\nkept\nrun.sh");
  expect(at.asked).toHaveLength(1);
});

test("PP-2 a branch that moved under the API is planned on again", async () => {
  await using at = await shop();
  let isFirst = true;
  const { commit, attempts } = await at.git.pushReplanned("main", async (tip) => {
    if (isFirst) {
      isFirst = false;
      await at.dev.push("feat: meanwhile", { meanwhile: "x\n" });
    }
    return plan([{ path: "seen", content: `${await tip.list("")}\n` }]);
  });
  expect(attempts).toBe(2);
  const tree = await at.git.tree(commit ?? "");
  expect(String(await tree.read("seen"))).toBe("gone,kept,meanwhile,run.sh\n");
});

test("planted: an API that commits something else is found out", async () => {
  await using at = await shop((wanted) => ({
    ...wanted,
    changes: [...wanted.changes, { path: "smuggled", content: Buffer.from("x") }],
  }));
  const failure = at.git.pushReplanned("main", async () => plan([{ path: "added", content: "3\n" }]));
  await expect(failure).rejects.toThrow(/whose files are not those that were planned/);
});

test("what the API cannot say, a mode, is pushed; nothing to change asks nobody", async () => {
  await using at = await shop();
  const before = pushes(at.server.requests);
  await at.git.pushReplanned("main", async () => plan([{ path: "run.sh", content: "#!/bin/sh\ntrue\n" }]));
  expect(at.asked).toHaveLength(0);
  expect(pushes(at.server.requests) - before).toBe(1);
  await at.git.pushReplanned("main", async () => plan([{ path: "kept", content: "1\n" }]));
  expect(at.asked).toHaveLength(0);
});
