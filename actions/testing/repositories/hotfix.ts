/** A shop whose prod allows hotfixes, with real git over HTTP and a GitHub whose requests are checked. */
import { hotfix } from "@slipway/actions/hotfix/hotfix.ts";
import { request } from "@slipway/actions/hotfix/request.ts";
import { promote } from "@slipway/actions/promote/promote.ts";
import { request as promoteRequest } from "@slipway/actions/promote/request.ts";
import type { Outcome } from "@slipway/lib/app/report/report.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { type GithubServer, startGithubServer } from "../forge/github-server.ts";
import { bareRepository } from "../git/bare-repository.ts";
import { type Clone, clone, type Files } from "../git/clone.ts";
import { startFollower } from "../git/follower.ts";
import { git } from "../git/git.ts";
import { startGitServer } from "../git/server.ts";
import { testContext } from "../report.ts";
import { writeReports } from "./platform.ts";
import { digestOf, releaseFiles, releaseOf, shopFiles } from "./shop.ts";

export interface Shop extends AsyncDisposable {
  /** The bare repository. */
  readonly bare: string;
  readonly forge: GithubServer;
  readonly developer: Clone;
  /** The source commit of product 1.4.2, which is in all environments. */
  readonly pinned: string;
  /** Pushes files to main. */
  push(message: string, files?: Files): Promise<string>;
  /** Pins product there, built from `source`; `digest` is one letter. */
  pin(environment: string, version: string, source: string, letter: string): Promise<Release>;
  reportHealthy(environment: string, release: Release): Promise<void>;
  /** Commits to a branch that is cut at `from`; returns the sha. */
  cut(branch: string, from: string, files?: Files): Promise<string>;
  run(inputs?: Readonly<Record<string, string>>, more?: RunOptions): Promise<Outcome>;
  /** The same from its own clone, as another runner does. */
  runElsewhere(inputs: Readonly<Record<string, string>>): Promise<Outcome>;
  promote(): Promise<Outcome>;
  /** Merges as a reviewer does, into main. */
  merge(branch: string): Promise<void>;
  /** Approves the present head. */
  approve(branch: string): Promise<void>;
  refs(pattern: string): Promise<readonly string[]>;
  show(spec: string): Promise<string>;
}

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly now?: Date;
}

export const HOTFIX = "hotfix: {allowed: true, approvals: 0}\n";
export const FIX: Files = { "services/product/src/main.ts": 'export const name = "fixed";\n' };

export interface ShopOptions {
  /** Lines that prod's environment.yaml has next to its own. */
  readonly policy?: string;
  readonly registry?: string;
  readonly prodRegistry?: string;
}

export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const { policy = HOTFIX, registry = "registry.example.com", prodRegistry = registry } = options;
  const server = await startGitServer();
  const url = await server.createRepository("platform");
  const bare = server.folder("platform");
  const forge = await startGithubServer(bareRepository(bare));
  const developer = await startFollower(url, bare);
  const push = (message: string, files: Files = {}) => developer.land(message, files);
  const files = Object.entries(shopFiles(["product", "order"])).map(([path, text]) => {
    const more = path === "environments/prod/environment.yaml" ? policy : "";
    const host = path.startsWith("environments/prod/") ? prodRegistry : registry;
    return [path, `${text.replaceAll("registry.example.com", host)}${more}`];
  });
  const pinned = await push("feat: a shop", Object.fromEntries(files));
  const pin: Shop["pin"] = async (environment, version, source, letter) => {
    const made = releaseOf("product", { version, source, digest: digestOf(letter) });
    await push(`bump(${environment}): product ${version}`, releaseFiles(environment, made));
    return made.release;
  };
  for (const environment of ["dev", "staging", "prod"]) await pin(environment, "1.4.2", pinned, "a");

  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: forge.url,
    GITHUB_REPOSITORY: "shop/platform",
    GITHUB_ACTOR: "ada",
    SLIPWAY_TOKEN: "bot-token",
  };
  return {
    bare,
    forge,
    developer,
    pinned,
    push,
    pin,
    reportHealthy: (environment, release) =>
      writeReports(bare, { environment, releases: [release], beatAt: new Date(Date.now() - 5_000) }),
    async cut(branch, from, changes = FIX) {
      await developer.git("fetch", "--quiet", bare, "+refs/heads/*:refs/remotes/bare/*");
      await developer.git("checkout", "--quiet", "--detach", from);
      const sha = await developer.commit("fix: sell again", changes);
      await developer.git("push", "--quiet", "--force", bare, `HEAD:refs/heads/${branch}`);
      return sha;
    },
    run: (inputs = {}, { env: more = {}, now = new Date() } = {}) =>
      hotfix(
        request.parse(inputs),
        testContext(developer.path, { env: { ...env, ...more }, clock: { now: () => now } }),
      ),
    async runElsewhere(inputs) {
      await using other = await clone(url);
      return await hotfix(
        request.parse(inputs),
        testContext(other.path, { env, clock: { now: () => new Date() } }),
      );
    },
    promote: () =>
      promote(
        promoteRequest.parse({ "re-render": "false" }),
        testContext(developer.path, { env, clock: { now: () => new Date() } }),
      ),
    async merge(branch) {
      await developer.git("fetch", "--quiet", bare, "+refs/heads/*:refs/remotes/bare/*");
      await developer.git("checkout", "--quiet", "-B", "main", "bare/main");
      await developer.git("merge", "--quiet", "--no-ff", "--no-edit", `bare/${branch}`);
      await developer.git("push", "--quiet", bare, "HEAD:refs/heads/main");
      const pull = forge.pulls.find((each) => each.head === branch && each.state === "open");
      if (pull !== undefined) Object.assign(pull, { state: "closed", mergedAt: new Date().toISOString() });
    },
    async approve(branch) {
      const pull = forge.pulls.find((each) => each.head === branch && each.state === "open");
      const commit = await git(bare, "rev-parse", `refs/heads/${branch}`);
      pull?.reviews.push({ login: "grace", state: "APPROVED", commit });
    },
    refs: async (pattern) =>
      (await git(bare, "for-each-ref", "--format=%(refname:lstrip=2)", pattern))
        .split("\n")
        .filter((name) => name !== ""),
    show: (spec) => git(bare, "show", spec),
    async [Symbol.asyncDispose]() {
      for (const each of [developer, forge, server]) await each[Symbol.asyncDispose]();
    },
  };
}

/** Inputs as the workflow gives them, of product. */
export function builtFrom(source: string, from = "hotfix/sell", digest = digestOf("f")) {
  return { images: JSON.stringify({ product: { name: "shop/product", digest } }), source, from };
}
