/**
 * Another team's repository adopts Slipway with the commands of docs/adopt.md. The bundle runs as a program,
 * with git over HTTP, a registry, Helm and kustomize; the forge is an emulator, and the test writes the
 * cluster's reports.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { overlayPath } from "@slipway/lib/app/render/render.ts";
import { readRelease } from "@slipway/lib/domain/releases/releases.ts";
import { exec } from "@slipway/lib/io/exec/exec.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { bareRepository } from "@slipway/testing/git/bare-repository.ts";
import { emptyClone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { startRegistry } from "@slipway/testing/registry/registry.ts";
import { ADOPTER } from "@slipway/testing/repositories/adopter.ts";
import { writeReports } from "@slipway/testing/repositories/platform.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lintBuilt } from "../argocd/lint/built.ts";
import { lint, readFiles } from "../argocd/lint/lint.ts";
import { DIST } from "./bundle.ts";

const SERVICES = ["audit", "ledger", "nightly", "portal", "site", "statement"];

const stack = new AsyncDisposableStack();
let world: Awaited<ReturnType<typeof start>>;

async function start() {
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("bank");
  const bare = server.folder("bank");
  const [forge, registry] = await Promise.all([startGithubServer(bareRepository(bare)), startRegistry()]);
  stack.use(forge);
  stack.use(registry);
  const repo = stack.use(await emptyClone(url));
  await repo.push("feat: the bank's services", ADOPTER);
  const slipway = async (...args: readonly string[]) => {
    const env = { GITHUB_API_URL: forge.url, GITHUB_REPOSITORY: "bank/bank", SLIPWAY_TOKEN: "bot-token" };
    const { stdout, stderr, exitCode } = await exec(process.execPath, [join(DIST, "slipway.js"), ...args], {
      cwd: repo.path,
      env,
      allowFailure: true,
      timeoutMs: 120_000,
    });
    return { output: `${stdout}${stderr}`, exitCode };
  };
  return { bare, registry, repo, slipway };
}

beforeAll(async () => {
  world = await start();
});
afterAll(() => stack.disposeAsync());

const head = () => world.repo.git("rev-parse", "HEAD");

/** Services that have a reason to be released, by the output of the command. */
async function changed(...args: readonly string[]): Promise<readonly string[]> {
  const { output } = await world.slipway("detect-changes", ...args);
  return SERVICES.filter((name) => new RegExp(`\\b${name} +done`).test(output));
}

async function built(names: readonly string[], content: string): Promise<string> {
  const images: Record<string, { name: string; digest: string }> = {};
  for (const name of names) {
    const image = `bank/${name}`;
    images[name] = { name: image, digest: await world.registry.push(image, `${name} ${content}`) };
  }
  return JSON.stringify(images);
}

const pull = () => world.repo.git("pull", "--quiet", "origin", "main");

async function releases(environment: string) {
  await pull();
  const git = openGit(world.repo.path, { identity: { name: "t", email: "t@example.com" } });
  const tree = await git.tree("HEAD");
  const found = await Promise.all(SERVICES.map((name) => readRelease(tree, environment, name)));
  return found.filter((release) => release !== undefined);
}

const versions = async (environment: string) =>
  Object.fromEntries((await releases(environment)).map(({ service, version }) => [service, version]));

async function healthy(environment: string): Promise<void> {
  const all = await releases(environment);
  await writeReports(world.bare, { environment, releases: all, beatAt: new Date() });
}

test("init finds services, charts and kustomizations, and its files pass the lint", async () => {
  const { repo, registry, slipway } = world;
  const flags = ["--product", "bank", "--repository", "https://git.example.com/bank/bank.git"];
  const { output, exitCode } = await slipway(
    ...["init", ...flags, "--registry", registry.host, "--owners", "@bank/platform"],
    ...["--environments", "test,live"],
  );
  expect({ output, exitCode }).toMatchObject({ exitCode: 0 });
  expect(output).toMatch(/nightly keeps its manifests \(nightly\/deploy\/base\).*without a canary/);
  expect(await readFile(join(repo.path, "nightly/service.yaml"), "utf8")).toBe(
    "name: nightly\nrender:\n  kustomize: deploy/base\n  image: ghcr.io/example/nightly-job\n",
  );
  expect(await readFile(join(repo.path, "site/service.yaml"), "utf8")).toContain("chart: chart");
  // Its build copies everything and names a folder of the root.
  expect(await readFile(join(repo.path, "ledger/service.yaml"), "utf8")).toContain("context: ..");
  await edit("environments/live/environment.yaml", () =>
    [
      `name: live\norder: 2\nafter: test\nnamespace: bank-live\nclusters: [main]\nregistry: ${registry.host}`,
      "merge: auto\n",
    ].join("\n"),
  );
  await edit("ledger/service.yaml", (text) => `${text}migration: {args: [migrate]}\n`);
  await edit("portal/service.yaml", (text) => `${text}dependsOn: {ledger: ">=0.1.1"}\n`);
  await repo.push("chore: set up Slipway");
  expect(lint(await readFiles(repo.path))).toEqual([]);
});

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const path = join(world.repo.path, file);
  await writeFile(path, change(await readFile(path, "utf8")));
}

test("all services are released into the first environment, pinned, for each kind of manifests", async () => {
  expect(await changed()).toEqual(SERVICES);
  const { output, exitCode } = await world.slipway(
    ...["bump", "--images", await built(SERVICES, "first"), "--source", await head()],
  );
  expect({ output, exitCode }).toMatchObject({ exitCode: 0 });
  expect(await versions("test")).toEqual(Object.fromEntries(SERVICES.map((name) => [name, "0.1.0"])));
  expect(await lintBuilt(world.repo.path)).toEqual([]);
  const runs = async (service: string) => {
    const folder = join(world.repo.path, overlayPath("test", service), "..");
    return (await exec("kustomize", ["build", folder])).stdout;
  };
  expect(await runs("nightly")).toMatch(/kind: CronJob[\s\S]*bank\/nightly:0\.1\.0@sha256:/);
  expect(await runs("site")).toMatch(/kind: Deployment[\s\S]*bank\/site:0\.1\.0@sha256:/);
  expect(await runs("ledger")).toMatch(
    /kind: Job[\s\S]*bank\/ledger:0\.1\.0@sha256:[\s\S]*kind: Rollout|kind: Rollout[\s\S]*kind: Job/,
  );
});

test("healthy releases are promoted, except for the service whose dependency is missing", async () => {
  await healthy("test");
  const { output } = await world.slipway("promote");
  expect(output).toMatch(/needs ledger >=0\.1\.1, and live has no release of it/);
  const others = SERVICES.filter((name) => name !== "portal");
  expect(await versions("live")).toEqual(Object.fromEntries(others.map((name) => [name, "0.1.0"])));
  const why = await world.slipway("why", "portal", "live");
  expect(why.output).toMatch(/dependencies[\s\S]*needs ledger >=0\.1\.1, and live has 0\.1\.0/);
});

test("a change of the shared Go package releases exactly its users; a satisfied dependency opens its gate", async () => {
  const file = "pkg/money/money.go";
  await world.repo.push("feat: money is rounded", {
    [file]: `${ADOPTER[file]}\nfunc Round(a int) int { return a }\n`,
  });
  expect(await changed()).toEqual(["ledger"]);
  await world.slipway("bump", "--images", await built(["ledger"], "second"), "--source", await head());
  expect(await versions("test")).toMatchObject({ ledger: "0.1.1", audit: "0.1.0" });
  await healthy("test");
  await world.slipway("promote");
  expect(await versions("live")).toMatchObject({ ledger: "0.1.1" });
  await world.slipway("promote");
  expect(await versions("live")).toMatchObject({ portal: "0.1.0" });
});

test("a release is rolled back, also one with its own manifests", async () => {
  await healthy("live");
  const { repo, slipway } = world;
  await repo.push("fix: another page", { "site/public/index.html": "<h1>Broken</h1>\n" });
  // Both Go programs copy the whole repository, so a page may be in their images too.
  expect(await changed()).toEqual(["audit", "ledger", "site"]);
  await slipway("bump", "--images", await built(["site"], "bad"), "--source", await head());
  expect(await versions("test")).toMatchObject({ site: "0.1.1" });
  const { output, exitCode } = await slipway(
    ...["rollback", "--environment", "test", "--services", "site", "--reason", "broken"],
  );
  expect({ output, exitCode }).toMatchObject({ exitCode: 0 });
  expect(await versions("test")).toMatchObject({ site: "0.1.0" });
});
