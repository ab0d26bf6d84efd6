/** Output of commands in a repository without Slipway: what is missing, how to start, and a failure. */
import { type Clone, emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommandLine } from "./program.ts";

const stack = new AsyncDisposableStack();
let stranger: Clone;

beforeAll(async () => {
  const server = stack.use(await startGitServer());
  stranger = stack.use(await emptyClone(await server.createRepository("stranger")));
  await stranger.push("feat: start", { "README.md": "# Somebody's\n" });
  await stranger.push("docs: more", { "README.md": "# Somebody else's\n" });
});
afterAll(() => stack.disposeAsync());

test.each([
  ["status"],
  ["why", "cart", "prod"],
  ["board", "--out", "board"],
  ["history", "cart"],
  ["hold", "--environment", "prod", "--services", "cart", "--reason", "slow"],
  ["rollback", "--environment", "prod", "--services", "cart", "--reason", "slow"],
  ["preview", "--base", "HEAD~1", "--comment", "false"],
])("%s", async (...args) => {
  const out: string[] = [];
  const err: string[] = [];
  const env = { PATH: process.env.PATH, HOME: stranger.path, GIT_CONFIG_NOSYSTEM: "1" };
  const code = await runCommandLine(args, {
    ...{ env, cwd: stranger.path, out: (text: string) => void out.push(text) },
    err: { write: (text) => void err.push(text) },
  });
  expect(err.join("")).toContain("this repository is not set up for Slipway");
  expect(err.join("")).toContain("slipway init");
  expect(err.join("")).not.toContain("internal error");
  expect(out).toEqual([]);
  expect(code).toBe(1);
});

test.each([
  ["status"],
  ["why", "cart", "prod"],
  ["rollback", "--environment", "prod", "--services", "cart", "--reason", "slow"],
  ["hold", "--environment", "prod", "--services", "cart", "--reason", "slow"],
])("without a remote, %s names the way to start and the failure", async (...args) => {
  await stranger.git("remote", "rename", "origin", "elsewhere");
  const err: string[] = [];
  const code = await runCommandLine(args, {
    ...{ env: { PATH: process.env.PATH }, cwd: stranger.path, out: () => undefined },
    err: { write: (text) => void err.push(text) },
  });
  await stranger.git("remote", "rename", "elsewhere", "origin");
  expect(err.join("")).toContain('git remote "origin": not set');
  expect(err.join("")).toContain("slipway init");
  expect(code).toBe(1);
});
