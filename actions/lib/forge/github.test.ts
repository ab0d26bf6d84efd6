import { describe, expect, test } from "vitest";
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
