import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderManifests } from "@slipway/lib/app/render/render.ts";
import { readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { readServices } from "@slipway/lib/domain/services/services.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { type Clone, emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lint, readFiles } from "../../argocd/lint/lint.ts";
import { init } from "./init.ts";
import { request } from "./request.ts";

const FILES = {
  "go.mod": "module example.com/bank\n",
  "ledger/Dockerfile":
    "FROM golang:1.24\nWORKDIR /src\nCOPY go.mod ./\nCOPY ledger ledger\nRUN go build ./ledger\nEXPOSE 9000\n",
  "ledger/main.go": "package main\n",
  "Web_Site/Dockerfile": "FROM nginx\nCOPY . /usr/share/nginx/html\n",
};
const INPUTS = {
  product: "bank",
  repository: "https://git.example.com/bank/platform.git",
  registry: "registry.example.net/team",
  environments: "test, live",
  owners: "@bank/platform",
};

const stack = new AsyncDisposableStack();
let repo: Clone;

beforeAll(async () => {
  const server = stack.use(await startGitServer());
  repo = stack.use(await emptyClone(await server.createRepository("bank")));
  await repo.push("feat: start", FILES);
});
afterAll(() => stack.disposeAsync());

const run = (dryRun = false, inputs: Readonly<Record<string, string>> = INPUTS) =>
  init(request.parse(inputs), { ...testContext(repo.path), dryRun });

test("a dry run writes nothing; a run writes what the lint, the chart and the readers accept", async () => {
  await run(true);
  expect(await repo.git("status", "--porcelain")).toBe("");

  const { outputs } = await run();
  expect(JSON.parse(outputs.written ?? "")).toContain("argocd/projects/bank-live.yaml");
  await repo.git("add", "--all");
  await repo.git("commit", "--quiet", "-m", "chore: set up Slipway");
  expect(lint(await readFiles(repo.path))).toEqual([]);
  const tree = await openGit(repo.path, { identity: { name: "t", email: "t@example.com" } }).tree("HEAD");
  const services = await readServices(tree);
  expect(services).toMatchObject([
    { name: "ledger", image: "bank/ledger", ports: [{ port: 9000 }], build: { context: "" } },
    { name: "web-site", image: "bank/web-site", build: { context: "Web_Site" } },
  ]);
  expect(await readEnvironments(tree)).toMatchObject([
    { name: "test", merge: "push" },
    { name: "live", after: "test", merge: "review" },
  ]);
  const rendered = await renderManifests(tree, services);
  for (const each of rendered.values()) expect(each).toHaveProperty("manifests");
  const all = await readFiles(repo.path);
  const text = [...all.values()].join("\n");
  expect(text).not.toMatch(/\bshop\b|slipway-dev|staging|\bprod\b/);
});

test("run again it changes nothing, and what people wrote stays", async () => {
  const file = join(repo.path, "ledger/values.yaml");
  await writeFile(file, "replicas: 9\n");
  expect(JSON.parse((await run()).outputs.written ?? "")).toEqual([]);
  expect(await readFile(file, "utf8")).toBe("replicas: 9\n");
});

test("bad input is refused at once, with every finding", () => {
  expect(() => request.parse({ product: "Bank", repository: "git@x:y", registry: "https://r" })).toThrow(
    /"product".*got "Bank"[\s\S]*"repository"[\s\S]*"registry"/,
  );
});
