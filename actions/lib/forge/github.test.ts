import { once } from "node:events";
import { createServer } from "node:net";
import { createEmulator } from "emulate";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { patientFetch } from "../http/patient-fetch.ts";
import { forgeContract } from "./contract.ts";
import { github } from "./github.ts";
import { startGithubServer } from "./testing/github-server.ts";

const address = { owner: "shop", repository: "platform", token: "bot-token" };
const eager = patientFetch({ deadlineMs: 2000, pausesMs: [1, 1] });

async function start() {
  const heads = new Map<string, string>();
  const server = await startGithubServer(async (branch) => heads.get(branch));
  return { server, heads, forge: github({ ...address, apiUrl: server.url }, eager) };
}

describe("GitHub", () => {
  forgeContract(async () => {
    const { server, heads, forge } = await start();
    return {
      forge,
      base: "main",
      workflow: "promote.yml",
      pushBranch: async (name) => {
        const sha = (heads.size + 1 + Number(heads.has(name)) * 1000).toString(16).padStart(40, "0");
        heads.set(name, sha);
        return sha;
      },
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
  // and has neither commit statuses nor workflows that were pushed; GitHub does otherwise.
  forgeContract(emulated, ["adoption", "moved head", "workflow", "status"]);
});

test("an answer 5xx is asked again, at most twice", async () => {
  const { server, forge } = await start();
  await using _ = server;
  server.failNext(502, 503);
  expect(await forge.openPulls("main")).toEqual([]);
  expect(server.requests).toHaveLength(3);
  server.failNext(500, 500, 500);
  await expect(forge.openPulls("main")).rejects.toMatchObject({ status: 500 });
  expect(server.requests).toHaveLength(6);
});

test.each([401, 403, 404, 422])("an answer %i is final and names the remedy, not the token", async (code) => {
  const { server, forge } = await start();
  await using _ = server;
  server.failNext(code);
  const asked = forge.dispatchWorkflow("promote.yml", "main");
  await expect(asked).rejects.toMatchObject({ name: "ForgeError", status: code });
  await expect(asked).rejects.not.toThrow("bot-token");
  expect(server.requests).toHaveLength(1);
});

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
    head: { ref: `promote/${number}`, sha: "" },
    base: { ref: "main" },
  };
}
