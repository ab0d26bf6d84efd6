import { once } from "node:events";
import { createServer } from "node:net";
import { forgeContract } from "@slipway/testing/forge/contract.ts";
import { type StoredPull, startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { createEmulator } from "emulate";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { retryingFetch } from "../http/retrying-fetch.ts";
import { github } from "./github.ts";

const address = { owner: "shop", repository: "platform", token: "bot-token" };
const eager = retryingFetch({ deadlineMs: 2000, pausesMs: [1, 1] });

async function start() {
  const heads = new Map<string, string>();
  const next = () => (heads.size + made++ + 1).toString(16).padStart(40, "0");
  let made = 0;
  const server = await startGithubServer({
    headOf: async (branch) => heads.get(branch),
    deleteBranch: async (branch) => {
      heads.delete(branch);
    },
    commit: async (branch) => {
      heads.set(branch, next());
      return heads.get(branch) ?? "";
    },
  });
  return { server, heads, next, forge: github({ ...address, apiUrl: server.url }, eager) };
}

describe("GitHub", () => {
  forgeContract(async () => {
    const { server, heads, next, forge } = await start();
    return {
      forge,
      base: "main",
      workflow: "promote.yml",
      pushBranch: async (name) => {
        const sha = next();
        heads.set(name, sha);
        return sha;
      },
      comments: async (number) =>
        server.pulls.find((each) => each.number === number)?.comments.map(({ body }) => body) ?? [],
      close: async () => await server[Symbol.asyncDispose](),
    };
  });
});

const sha = z.object({ sha: z.string() });

/** A GitHub that others wrote, with repositories, commits and merges of its own. */
async function emulated() {
  const { owner, repository, token } = address;
  const emulator = await createEmulator({
    service: "github",
    port: await freePort(),
    seed: {
      tokens: { [token]: { login: owner, scopes: ["repo"] } },
      github: { users: [{ login: owner }], repos: [{ owner, name: repository, auto_init: true }] },
    },
  });
  const call = async (method: string, path: string, body?: object): Promise<Response> =>
    await fetch(`${emulator.url}/repos/${owner}/${repository}${path}`, {
      method,
      headers: { authorization: `token ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const tip = async (branch: string) => {
    const answer = await call("GET", `/git/ref/heads/${branch}`);
    return answer.ok ? z.object({ object: sha }).parse(await answer.json()).object.sha : undefined;
  };
  return {
    forge: github({ ...address, apiUrl: emulator.url }, eager),
    base: "main",
    workflow: "promote.yml",
    pushBranch: async (name: string) => {
      const parent = await tip(name);
      if (parent === undefined) {
        await call("POST", "/git/refs", { ref: `refs/heads/${name}`, sha: await tip("main") });
      }
      const file = { message: "one more", content: "", branch: name };
      const answer = await call("PUT", `/contents/${parent ?? "first"}.txt`, file);
      return z.object({ commit: sha }).parse(await answer.json()).commit.sha;
    },
    close: async () => await emulator.close(),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("GitHub, emulated", () => {
  // emulate 0.12.2 opens a second pull request for the same branches, keeps the head a pull request was opened with,
  // opens one of a branch that is gone, and has neither commit statuses, workflows that were pushed nor GraphQL; GitHub does otherwise.
  forgeContract(emulated, [
    "adoption",
    "moved head",
    "workflow",
    "status",
    "deleted branch",
    "standing",
    "comment",
    "signed commit",
  ]);
});

test("AP-10 a 5xx answer is retried, at most twice", async () => {
  const { server, forge } = await start();
  await using _ = server;
  server.failNext(502, 503);
  expect(await forge.openPulls("main")).toEqual([]);
  expect(server.requests).toHaveLength(3);
  server.failNext(500, 500, 500);
  await expect(forge.openPulls("main")).rejects.toMatchObject({ status: 500 });
  expect(server.requests).toHaveLength(6);
});

test.each([401, 403, 404, 422])(
  "AP-10 an answer %i is final and names the remedy, not the token",
  async (code) => {
    const { server, forge } = await start();
    await using _ = server;
    server.failNext(code);
    const asked = forge.dispatchWorkflow("promote.yml", "main");
    await expect(asked).rejects.toMatchObject({ name: "ForgeError", status: code });
    await expect(asked).rejects.not.toThrow("bot-token");
    expect(server.requests).toHaveLength(1);
  },
);

test("a forge that is down is named as such", async () => {
  const { server, forge } = await start();
  await server[Symbol.asyncDispose]();
  await expect(forge.openPulls("main")).rejects.toThrow(/no answer: ECONNREFUSED/);
});

test("more than one page of pull requests is read", async () => {
  const seen: string[] = [];
  const page = (number: number) => Array.from({ length: number }, (_, i) => wire(i));
  const paged: typeof fetch = async (resource) => {
    const url = new URL(String(resource));
    seen.push(url.search);
    const second = url.searchParams.get("page") === "2";
    const next = new URL(url);
    next.searchParams.set("page", "2");
    return Response.json(page(second ? 1 : 100), {
      headers: second ? {} : { link: `<${next.href}>; rel="next"` },
    });
  };
  const forge = github({ ...address, apiUrl: "https://api.github.com" }, paged);
  expect(await forge.openPulls("main")).toHaveLength(101);
  expect(seen).toHaveLength(2);
});

function wire(number: number) {
  return {
    number,
    title: "",
    body: null,
    state: "open",
    merged_at: null,
    html_url: "",
    head: { ref: `promote/${number}`, sha: "", repo: { full_name: "shop/platform" } },
    base: { ref: "main" },
  };
}

const marker = "<!-- slipway:preview -->";

test("a marker that somebody else copied is left alone; surplus comments of our own are deleted", async () => {
  const { server, heads, forge } = await start();
  await using _ = server;
  heads.set("topic", "a".repeat(40));
  const { number } = await forge.openPull({ head: "topic", base: "main", title: "t", body: "" });
  const comments = server.pulls[0]?.comments ?? [];
  comments.push(
    { id: 1, body: `${marker}\nfaked`, own: false },
    { id: 2, body: "hello", own: true },
    { id: 3, body: `${marker}\r\nold`, own: true },
    { id: 4, body: `${marker}\nsurplus`, own: true },
  );
  await forge.upsertComment(number, marker, "new");
  expect(comments.map(({ id, body }) => [id, body])).toEqual([
    [1, `${marker}\nfaked`],
    [2, "hello"],
    [3, `${marker}\nnew`],
  ]);
  const asked = server.requests.length;
  await forge.upsertComment(number, marker, "new");
  expect(server.requests.slice(asked).map(({ path }) => path)).toEqual(["/graphql", "/graphql"]);
});

test("approvals count for the head they were given to, by those who may push", async () => {
  const { server, heads, forge } = await start();
  await using _ = server;
  const head = "a".repeat(40);
  heads.set("topic", head);
  const { number } = await forge.openPull({ head: "topic", base: "main", title: "t", body: "" });
  server.pulls[0]?.reviews.push(
    { login: "anna", state: "APPROVED", commit: head },
    { login: "ben", state: "APPROVED", commit: "b".repeat(40) },
    { login: "cleo", state: "CHANGES_REQUESTED", commit: head },
  );
  expect((await forge.standings([number])).get(number)?.approvals).toEqual(["anna"]);
});

test("PP-27 what is on fifty pull requests costs one call", async () => {
  const { server, heads, forge } = await start();
  await using _ = server;
  const numbers: number[] = [];
  for (let i = 0; i < 50; i += 1) {
    heads.set(`topic-${i}`, i.toString(16).padStart(40, "0"));
    numbers.push((await forge.openPull({ head: `topic-${i}`, base: "main", title: "t", body: "" })).number);
  }
  const asked = server.requests.length;
  expect((await forge.standings(numbers)).size).toBe(50);
  expect(server.requests.length - asked).toBe(1);
});

test.each<[number, string, Partial<StoredPull>, object]>([
  [409, "Head branch was modified. Review and try the merge again.", {}, { obstacle: "moved-head" }],
  [405, "Base branch was modified. Review and try the merge again.", {}, { obstacle: "moved-base" }],
  [405, 'Required status check "slipway/gates" is expected.', {}, { obstacle: "blocked" }],
  [
    405,
    "At least 1 approving review is required by reviewers with write access.",
    {},
    { obstacle: "blocked" },
  ],
  [405, "Pull Request is not mergeable", { mergeStateStatus: "DIRTY" }, { obstacle: "conflict" }],
  [405, "Pull Request is not mergeable", { mergeStateStatus: "BEHIND" }, { obstacle: "behind" }],
  [405, "Pull Request is not mergeable", { mergeStateStatus: "UNKNOWN" }, { obstacle: "unknown" }],
  [405, "Pull Request is not mergeable", { mergeStateStatus: "CLEAN" }, { obstacle: "unknown" }],
  [422, "Validation Failed", { mergeStateStatus: "BLOCKED" }, { obstacle: "blocked" }],
  [405, "Pull Request is not mergeable", { state: "closed" }, { obstacle: "closed" }],
  [405, "Pull Request is not mergeable", { state: "closed", mergedAt: "2026" }, { merged: true }],
])("PP-17 an answer %i %s is understood (%j)", async (code, words, change, answer) => {
  const { server, heads, forge } = await start();
  await using _ = server;
  heads.set("topic", "a".repeat(40));
  const { number, headSha } = await forge.openPull({ head: "topic", base: "main", title: "t", body: "" });
  Object.assign(server.pulls[0] ?? {}, change);
  server.mergeAnswers.push([code, words]);
  expect(await forge.mergePull(number, { headSha })).toMatchObject(answer);
});

test("a pull request that GraphQL does not know is a ForgeError with status 404", async () => {
  const { server, forge } = await start();
  await using _ = server;
  await expect(forge.standings([7])).rejects.toMatchObject({ name: "ForgeError", status: 404 });
});

test("a fork's branch of the same name is not taken for our own", async () => {
  const { server, heads, forge } = await start();
  await using _ = server;
  heads.set("promote/staging", "a".repeat(40));
  const branches = { head: "promote/staging", base: "main" };
  await forge.openPull({ ...branches, title: "t", body: "" });
  const [pull] = server.pulls;
  if (pull !== undefined) pull.fork = "mallory/platform";
  expect(await forge.openPulls("main")).toEqual([]);
  expect(await forge.findPull(branches)).toBeUndefined();
});
