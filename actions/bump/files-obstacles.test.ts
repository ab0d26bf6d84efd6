import { exitCode } from "@slipway/lib/app/report/outcome.ts";
import { BadRequest } from "@slipway/lib/app/request/request.ts";
import { formatHold, holdFile, toHold } from "@slipway/lib/domain/holds/holds.ts";
import { startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { bareRepository } from "@slipway/testing/git/bare-repository.ts";
import { type Clone, clone, emptyClone, type Files } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { pushExample } from "@slipway/testing/registry/example-registry.ts";
import { testContext } from "@slipway/testing/report.ts";
import { digestOf, releaseOf, shopFiles } from "@slipway/testing/repositories/shop.ts";
import { expect, test } from "vitest";
import { bump } from "./bump.ts";
import { request } from "./request.ts";

const values = (tag = "1.0.0", letter = "a") => `image: {tag: ${tag}, digest: '${digestOf(letter)}'}\n`;
const pinOf = (file: string, tag = "1.1.0", letter = "b") => ({
  file,
  values: "image",
  repository: "registry.example.com/apps/cart",
  tag,
  digest: digestOf(letter),
});
const now = new Date("2026-03-01T12:00:00Z");

type Pin = Readonly<Record<string, unknown>>;

interface Asked {
  readonly source?: string;
  readonly from?: Clone;
  readonly environment?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The registries have the images; refusals here are decisions of people. */
async function pushAll(pins: readonly Pin[]): Promise<void> {
  for (const { image, repository = `registry-1.docker.io/${image}`, tag, digest } of pins) {
    if (tag !== undefined) await pushExample(String(repository), String(tag), String(digest));
  }
}

async function adopters(files: Files) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("apps");
  const dev = stack.use(await emptyClone(url));
  const first = await dev.push("feat: start", files);
  return {
    url,
    dev,
    first,
    bare: server.folder("apps"),
    async pin(pins: readonly Pin[], { source = first, from = dev, env = {}, ...more }: Asked = {}) {
      await pushAll(pins);
      const asked = request.parse({ source, pins: JSON.stringify(pins), ...more });
      const context = testContext(from.path, { clock: { now: () => now } });
      const outcome = await bump(asked, { ...context, env: { ...context.env, ...env } });
      await dev.git("pull", "--quiet", "--rebase", "origin", "main");
      return { ...outcome, code: exitCode(outcome), statuses: outcome.results.map(({ status }) => status) };
    },
    stop: async (branch: string) => {
      const commit = await dev.git("commit-tree", "HEAD^{tree}", "-m", "incident\n\nActor: ann");
      await dev.git("push", "--quiet", "origin", `${commit}:refs/heads/${branch}`);
    },
    resume: (branch: string) => dev.git("push", "--quiet", "origin", `:${branch}`),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

test("PP-20 a stop of everything stops pins with its reason and exit code 1, until it ends; nothing to do stays nothing", async () => {
  await using repo = await adopters({ "a.yaml": values() });
  await repo.stop("stop/all");
  const stopped = await repo.pin([pinOf("a.yaml")]);
  expect([stopped.statuses, stopped.code, stopped.outputs.commit]).toEqual([["refused"], 1, ""]);
  expect(stopped.results[0]?.reason).toMatch(/^everything is stopped .*incident/);
  expect((await repo.pin([pinOf("a.yaml", "1.0.0", "a")])).code).toBe(0);
  await repo.resume("stop/all");
  expect((await repo.pin([pinOf("a.yaml")])).statuses).toEqual(["done"]);
});

test("PP-20 a stop of an environment stops its pins: by the request, by folder, by a word in the path", async () => {
  const files = [
    "a.yaml",
    "apps/prod/a.yaml",
    "values-prod.yaml",
    "environments/prod/cart/values.yaml",
    "products.yaml",
  ];
  await using repo = await adopters(Object.fromEntries(files.map((file) => [file, values()])));
  await repo.stop("stop/prod");
  const { results } = await repo.pin(files.map((file) => pinOf(file)));
  expect(results.map(({ status }) => status)).toEqual(["done", "refused", "refused", "refused", "done"]);
  const asked = await repo.pin([pinOf("a.yaml", "1.2.0", "c")], { environment: "prod" });
  expect(asked.statuses).toEqual(["refused"]);
});

test("PP-22 a hold keeps the held image and older ones out; another service's pin is made", async () => {
  const overlay = "environments/dev/product/values.yaml";
  await using repo = await adopters({
    ...shopFiles(["product"]),
    "k.yaml": kustomization,
    [overlay]: values(),
    "x.yaml": values(),
  });
  const { release } = releaseOf("product", { source: repo.first, digest: digestOf("b"), version: "1.1.0" });
  const hold = toHold("dev", release, {
    cause: "failed",
    reason: "20 % errors",
    by: "bot",
    until: null,
    at: now,
  });
  await repo.dev.push("rollback(dev): product", {
    [holdFile("dev", "product", release.id)]: formatHold(hold),
  });
  const newer = await repo.dev.push("fix(product): errors", { "services/product/src/main.ts": "" });
  const image = { file: "k.yaml", image: "shop/product", tag: "1.0.9", digest: digestOf("c") };
  const held = await repo.pin([pinOf(overlay), image, pinOf("x.yaml"), pinOf("x.yaml", "1.0.1", "d")]);
  expect(held.statuses).toEqual(["refused", "refused", "refused", "done"]);
  expect(held.results[0]?.reason).toMatch(/^1\.1\.0 is held in dev .*20 % errors/);
  const next = await repo.pin([{ ...image, tag: "1.2.0" }, pinOf(overlay)], { source: newer });
  expect(next.statuses).toEqual(["done", "refused"]);
});

const kustomization = `images: [{name: shop/product, newTag: 1.0.0, digest: '${digestOf("a")}'}]\n`;

test("PP-20 a freeze of the environment that is written keeps a pin out", async () => {
  const freeze = 'freezes: [{name: sunday, cron: "0 0 * * 0", duration: 24h, timezone: UTC}]\n';
  const files = shopFiles(["product"]);
  const dev = "environments/dev/environment.yaml";
  await using repo = await adopters({ ...files, [dev]: `${files[dev]}${freeze}`, "a.yaml": values() });
  const { statuses, results } = await repo.pin([pinOf("a.yaml")]);
  expect(statuses).toEqual(["refused"]);
  expect(results[0]?.reason).toMatch(/^dev: frozen by "sunday" until/);
});

test("a pin is no way around promotion, rendering or holds: their files are refused by name", async () => {
  const generated = "environments/dev/product/release/kustomization.yaml";
  const promoted = "environments/prod/product/values.yaml";
  const policy = "environments/dev/environment.yaml";
  const files = { ...shopFiles(["product"]), [generated]: values(), [promoted]: values() };
  await using repo = await adopters(files);
  const rule = { file: policy, path: "registry", value: "evil.example.com" };
  const { results, code } = await repo.pin([pinOf(generated), pinOf(promoted), rule]);
  expect(results.map(({ status }) => status)).toEqual(["refused", "refused", "refused"]);
  expect(results.map(({ reason }) => reason)).toEqual([
    expect.stringContaining("generated release folder"),
    expect.stringContaining("from staging, not by a pin"),
    expect.stringContaining("no place for a pin"),
  ]);
  expect(code).toBe(1);
});

test("a reverted pin is not made again, also from a shallow clone; another build and a later commit are pinned", async () => {
  await using repo = await adopters({ "a.yaml": values() });
  await repo.pin([pinOf("a.yaml")]);
  await repo.dev.git("revert", "--no-edit", "HEAD");
  await repo.dev.git("push", "--quiet", "origin", "HEAD:main");
  await using shallow = await clone(repo.url, "--depth=1");
  const again = await repo.pin([pinOf("a.yaml")], { from: shallow });
  expect([again.statuses, again.code]).toEqual([["refused"], 1]);
  expect(again.results[0]?.reason).toMatch(/^\S+ replaced it in [0-9a-f]{12}: Revert "bump: /);
  const answer = await repo.dev.push("fix: the reason", { "src.txt": "" });
  expect((await repo.pin([pinOf("a.yaml")], { source: answer })).statuses).toEqual(["done"]);
  await repo.dev.push("chore: manually", { "a.yaml": values() });
  expect((await repo.pin([pinOf("a.yaml")])).statuses).toEqual(["refused"]);
  expect((await repo.pin([pinOf("a.yaml", "1.1.0", "c")])).statuses).toEqual(["done"]);
});

const verified = { verified: true, author: "slipway[bot]", committer: "web-flow" };

test.each([
  ["no forge is known", undefined, "refused"],
  ["the forge knows no such signature", {}, "refused"],
  ["the forge verified another account's", { ...verified, author: "eve" }, "refused"],
  ["the forge verified the bot's", verified, "done"],
] as const)("planted: a commit that replaces a pin and has bump's trailer, %s", async (_, record, status) => {
  await using repo = await adopters({ "a.yaml": values() });
  await using forge = await startGithubServer(bareRepository(repo.bare));
  await repo.pin([pinOf("a.yaml")]);
  const sha = await repo.dev.push("bump: product\n\nSlipway-Verb: bump", { "a.yaml": values() });
  if (record !== undefined && "author" in record) forge.commits.set(sha, record);
  const env = { GITHUB_API_URL: forge.url, GITHUB_REPOSITORY: "shop/apps", SLIPWAY_TOKEN: "bot-token" };
  const { statuses } = await repo.pin([pinOf("a.yaml")], record === undefined ? {} : { env });
  expect(statuses).toEqual([status]);
});

test("a refused pin fails the run, whether by name, by values or by path", async () => {
  await using repo = await adopters({
    "a.yaml": `${values("1.2.0")}job: r/job:1.2.0\n`,
    "k.yaml": kustomization.replace("1.0.0", "1.2.0"),
  });
  const pins = [
    pinOf("a.yaml"),
    { file: "a.yaml", path: ["job"], value: `r/job:1.1.0@${digestOf("b")}` },
    { file: "k.yaml", image: "shop/product", tag: "1.1.0", digest: digestOf("b") },
  ];
  for (const pin of pins) {
    const { statuses, code } = await repo.pin([pin]);
    expect([statuses, code]).toEqual([["refused"], 1]);
  }
});

test("inputs that pins have no use for are refused, all at once", async () => {
  const asked = request.parse({
    source: "1".repeat(40),
    pins: JSON.stringify([pinOf("a.yaml")]),
    wait: "5m",
    issuer: "https://issuer.example.com",
  });
  const refusal = bump(asked, testContext("/"));
  await expect(refusal).rejects.toThrow(BadRequest);
  await expect(refusal).rejects.toThrow(/issuer is given.*wait is given/s);
});
