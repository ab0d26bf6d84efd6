/** The contract on a real Gitea. It is skipped where the local platform was never built: that takes minutes. */

import { ForgeApi } from "@slipway/local/forge/api.ts";
import { protectBranches } from "@slipway/local/forge/protection.ts";
import { forgeContract } from "@slipway/testing/forge/contract.ts";
import { builtGitea, type GiteaServer, startGitea } from "@slipway/testing/forge/gitea-server.ts";
import { temporaryFolder } from "@slipway/testing/temporary-folder.ts";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { giteaSetup } from "../../../doctor/gitea.ts";
import { refRules } from "../../../doctor/rules.ts";
import { exec } from "../exec/exec.ts";
import { openGit, type RefName } from "../git/git.ts";
import { gitea } from "./gitea.ts";
import { giteaCaller } from "./gitea-call.ts";

const component = await builtGitea();
const REPOSITORY = "/repos/bot/platform";
const WORKFLOW = "on: workflow_dispatch\njobs: {none: {runs-on: nowhere, steps: [{run: 'true'}]}}\n";

const forgeOf = ({ apiUrl, owner, repository, tokens }: GiteaServer) =>
  gitea({ apiUrl, owner, repository, token: tokens.bot });

const IDENTITY = { name: "test", email: "test@forge.test" };

let files = 0;

/** One more commit on a branch, which begins at main. */
async function pushBranch(server: GiteaServer, name: string, path = `file-${++files}.txt`, text = "") {
  const branches = z.array(z.object({ name: z.string() }));
  const query = `${REPOSITORY}/branches?limit=100`;
  const exists = branches.parse(await server.call("bot", "GET", query)).some((each) => each.name === name);
  const on = exists ? { branch: name } : { branch: "main", new_branch: name };
  const content = Buffer.from(text).toString("base64");
  const answer = await server.call("bot", "POST", `${REPOSITORY}/contents/${path}`, {
    ...(name === "main" ? { branch: "main" } : on),
    content,
    message: `add ${path}`,
  });
  return z.object({ commit: z.object({ sha: z.string() }) }).parse(answer).commit.sha;
}

describe.skipIf(component === undefined)("Gitea", () => {
  // One for all tests, because it takes seconds to start; each has its own branches.
  let server: GiteaServer;

  forgeContract(async () => {
    server = await startGitea(component ?? "");
    await pushBranch(server, "main", ".gitea/workflows/promote.yml", WORKFLOW);
    return {
      forge: forgeOf(server),
      base: "main",
      workflow: "promote.yml",
      pushBranch: (name) => pushBranch(server, name),
      comments: async (number) =>
        z
          .array(z.object({ body: z.string() }))
          .parse(await server.call("bot", "GET", `${REPOSITORY}/issues/${number}/comments`))
          .map(({ body }) => body),
      close: async () => await server[Symbol.asyncDispose](),
    };
  }, ["signed commit"]);

  test("one that it has not looked at since main moved is looked at, and merged", async () => {
    const forge = forgeOf(server);
    const headSha = await pushBranch(server, "late");
    const { number } = await forge.openPull({ head: "late", base: "main", title: "late", body: "" });
    await pushBranch(server, "main");
    expect(await forge.mergePull(number, { headSha })).toEqual({ merged: true });
  });

  test("404 on the merge of an open pull request whose head it has: asked again, until it merges", async () => {
    const { apiUrl, owner, repository, tokens } = server;
    const headSha = await pushBranch(server, "asked-again");
    const asked: number[] = [];
    // As a busy Gitea answers while it has not processed the push of the head.
    const late: typeof fetch = async (url, init) => {
      const isEarly = String(url).endsWith("/merge") && asked.push(0) <= 2;
      return isEarly ? Response.json({ message: "Not Found" }, { status: 404 }) : await fetch(url, init);
    };
    const forge = gitea({ apiUrl, owner, repository, token: tokens.bot }, late);
    const pull = (head: string) => forge.openPull({ head, base: "main", title: head, body: "" });
    const { number } = await pull("asked-again");
    expect(await forge.mergePull(number, { headSha })).toEqual({ merged: true });
    expect(asked.length).toBeGreaterThanOrEqual(3);

    // What it answers with 404 for good is no reason to wait.
    const unwanted = await pushBranch(server, "unwanted");
    const closed = await pull("unwanted");
    await forge.closePull(closed.number, "not wanted");
    expect(await forge.mergePull(closed.number, { headSha: unwanted })).toMatchObject({ obstacle: "closed" });
    const old = await pushBranch(server, "moved");
    const moved = await pull("moved");
    await pushBranch(server, "moved");
    expect(await forge.mergePull(moved.number, { headSha: old })).toMatchObject({ obstacle: "moved-head" });
  }, 180_000);

  test("approvals count for the head they were given to; conflicts and rules are distinguished", async () => {
    const forge = forgeOf(server);
    const open = async (head: string) => await forge.openPull({ head, base: "main", title: head, body: "" });
    const headSha = await pushBranch(server, "topic");
    const { number } = await open("topic");
    await server.call("reviewer", "POST", `${REPOSITORY}/pulls/${number}/reviews`, {
      event: "APPROVED",
      commit_id: headSha,
    });
    await server.call("stranger", "POST", `${REPOSITORY}/pulls/${number}/reviews`, {
      event: "APPROVED",
      commit_id: headSha,
    });
    // Neither needs to be an administrator to see who approved.
    for (const token of [server.tokens.bot, server.tokens.reviewer]) {
      const { apiUrl, owner, repository } = server;
      const asked = await gitea({ apiUrl, owner, repository, token }).standings([number]);
      expect(asked.get(number)).toMatchObject({ headSha, approvals: ["reviewer"] });
    }
    const newer = await pushBranch(server, "topic");
    expect((await forge.standings([number])).get(number)).toMatchObject({ headSha: newer, approvals: [] });

    const other = await pushBranch(server, "other", "same.txt", "one");
    const conflicting = await open("other");
    await pushBranch(server, "main", "same.txt", "two");
    expect(await forge.mergePull(conflicting.number, { headSha: other })).toMatchObject({
      merged: false,
      obstacle: "conflict",
    });
    await server.call("bot", "POST", `${REPOSITORY}/branch_protections`, {
      rule_name: "main",
      enable_push: true,
      enable_status_check: true,
      status_check_contexts: ["slipway/gates"],
    });
    expect(await forge.mergePull(number, { headSha: newer })).toMatchObject({
      merged: false,
      obstacle: "blocked",
    });
    await forge.commitStatus(newer, { context: "slipway/gates", state: "success", description: "open" });
    expect(await forge.mergePull(number, { headSha: newer })).toEqual({ merged: true });
    // A repeat of a request whose answer was lost.
    expect(await forge.mergePull(number, { headSha: newer })).toEqual({ merged: true });
  });

  test("only the reporter may push evidence, and replace it for its yearly roll-over", async () => {
    const admin = new ForgeApi(Number(new URL(server.apiUrl).port), server.tokens.bot);
    await protectBranches(admin, REPOSITORY, { pushers: ["bot"], reporter: "reviewer" });
    const { owner, repository, apiUrl, tokens } = server;
    const url = `${new URL(apiUrl).origin}/${owner}/${repository}.git`;
    await using folder = await temporaryFolder();
    await exec("git", ["clone", "--quiet", "--bare", url, folder.path]);
    const branch = "evidence/dev/main";
    const push = async (who: "bot" | "reviewer", ref: string) => {
      const git = openGit(folder.path, { identity: IDENTITY, token: tokens[who] });
      // Without a parent: each replaces what is there.
      const to = await git.commit(undefined, { message: `${who} ${++files}`, changes: [] });
      return (await git.push([{ ref, to, force: true }]))[0]?.status;
    };
    expect([await push("bot", branch), await push("reviewer", branch)]).toEqual(["refused", "pushed"]);
    expect([await push("bot", branch), await push("reviewer", branch)]).toEqual(["refused", "pushed"]);
    expect(await push("reviewer", "refs/slipway/evidence/dev/main/2026")).toBe("pushed");
    expect(await push("reviewer", "main")).toBe("refused");
  });

  test("the rules that doctor writes are met, and hold", async () => {
    const { owner, repository, apiUrl, tokens } = server;
    const call = giteaCaller({ apiUrl, owner, repository, token: tokens.bot }, fetch);
    const setup = giteaSetup(call, { bot: ["bot"], reporters: ["reviewer"], maintainers: ["bot"] });
    const rules = refRules("main", []);
    const before = await Promise.all(rules.map((rule) => setup.rule(rule)));
    expect(before.map(({ state }) => state)).toContain("missing");
    for (const rule of rules) await setup.writeRule(rule);
    for (const rule of rules) expect([rule.id, await setup.rule(rule)]).toEqual([rule.id, { state: "met" }]);

    const url = `${new URL(apiUrl).origin}/${owner}/${repository}.git`;
    await using folder = await temporaryFolder();
    await exec("git", ["clone", "--quiet", "--bare", url, folder.path]);
    const push = async (who: "bot" | "reviewer", ref: RefName) => {
      const git = openGit(folder.path, { identity: IDENTITY, token: tokens[who] });
      const to = await git.commit(undefined, { message: `${who} ${++files}`, changes: [] });
      return (await git.push([{ ref, to, force: true }]))[0]?.status;
    };
    for (const ref of ["promote/prod/cart", "rollback/prod", "hotfix/one", "refs/tags/cart-v9.9.9"] as const)
      expect([ref, await push("reviewer", ref), await push("bot", ref)]).toEqual([ref, "refused", "pushed"]);
    expect([await push("bot", "stop"), await push("bot", "stop/a/b")]).toEqual(["refused", "refused"]);
  });
});
