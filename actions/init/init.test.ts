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
import * as z from "zod";
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

test("a dry run writes nothing; the files of a run pass the lint, the chart and the parsers", async () => {
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

test("the workflows are few lines that call Slipway at a commit, in the same jobs' rights", async () => {
  const deliver = await readFile(join(repo.path, ".github/workflows/deliver.yml"), "utf8");
  expect(deliver).toMatch(
    /^ {4}uses: slipway-dev\/slipway\/\.github\/workflows\/call-deliver\.yml@[0-9a-f]{40} # v\d+\.\d+\.\d+$/m,
  );
  expect(deliver).toMatch(/^permissions: \{\}$/m);
  expect(deliver.split("\n").length).toBeLessThan(40);
  // This forge is not GitHub: a called workflow does not know its repository, and its concurrency is ignored.
  expect(deliver).toMatch(/^concurrency:\n {2}group: deliver\n {2}cancel-in-progress: false\n\njobs:/m);
  const promote = await readFile(join(repo.path, ".github/workflows/promote.yml"), "utf8");
  for (const text of [deliver, promote]) {
    expect(text).toMatch(/^ {4}with:\n(?: {6}.*\n)* {6}slipway-repository: slipway-dev\/slipway$/m);
    expect(text).toMatch(/^ {6}slipway-ref: [0-9a-f]{40}$/m);
  }
  expect(await readFile(join(repo.path, ".github/workflows/stopped.yml"), "utf8")).not.toContain(
    "slipway-ref",
  );
  const pinned = request.parse({ ...INPUTS, slipway: `fork/slipway@${"b".repeat(40)}` }).slipway;
  expect(pinned).toBe(`fork/slipway@${"b".repeat(40)}`);
});

test("images that run today are found, with the tag from which versions continue; existing manifests are not replaced", async () => {
  const digest = `sha256:${"c".repeat(64)}`;
  await repo.commit("feat: what runs today", {
    "deploy/live/kustomization.yaml": `images:\n  - name: ledger\n    newName: registry.example.net/ledger\n    newTag: v1.4.2\n    digest: ${digest}\n`,
    "deploy/live/web.yaml":
      "kind: Service\n---\nkind: Deployment\nspec:\n  containers:\n    - image: registry.example.net:5000/web-site:2024-05\n",
    "charts/web/templates/broken.yaml": "image: {{ .Values.image }}\n",
    "charts/web/values.yaml": "image:\n  repository: registry.example.net/web-site\n  tag: 2.10\n",
  });
  const context = testContext(repo.path);
  await init(request.parse(INPUTS), { ...context, dryRun: true });
  const { lines } = z.object({ lines: z.array(z.string()) }).parse(context.report);
  const said = lines.filter((line) => line.startsWith("notice")).join("\n");
  expect(said).toContain(
    `deploy/live/kustomization.yaml:2: ledger runs v1.4.2@${digest}.\n  To go on from there: git tag ledger-v1.4.2`,
  );
  expect(said).toContain("deploy/live/web.yaml:6: web-site runs 2024-05, which is no version");
  expect(said).toContain("web-site runs 2.10, which is no version");
  expect(lines.join("\n")).toContain("the first release of each service rolls out once");
});

test("a second run changes nothing, keeps people's edits, and lists existing files", async () => {
  const file = join(repo.path, "ledger/values.yaml");
  await writeFile(file, "replicas: 9\n");
  expect(JSON.parse((await run()).outputs.written ?? "")).toEqual([]);
  expect(await readFile(file, "utf8")).toBe("replicas: 9\n");
  const context = testContext(repo.path);
  await init(request.parse({}), context);
  const { lines } = z.object({ lines: z.array(z.string()) }).parse(context.report);
  expect(lines.join("\n")).toMatch(
    /Already there, not changed: slipway\.yaml, .*environments\/live\/ \(5 files\)/,
  );
  expect(lines.join("\n")).toContain("Nothing is missing.");
});

test("what slipway.yaml says already cannot be contradicted by a flag", async () => {
  await expect(run(true, { product: "other" })).rejects.toThrow(/"product" is "other".*says "bank"/);
});

test("bad input is refused at once, with every finding", () => {
  expect(() => request.parse({ product: "Bank", repository: "git@x:y", registry: "https://r" })).toThrow(
    /"product".*got "Bank"[\s\S]*"repository"[\s\S]*"registry"/,
  );
});
