/** A shop with real git over HTTP and a GitHub whose requests are checked: what a promotion reads and writes. */
import { promote } from "@slipway/actions/promote/promote.ts";
import { request } from "@slipway/actions/promote/request.ts";
import type { Outcome } from "@slipway/lib/app/report/report.ts";
import type { Evidence } from "@slipway/lib/domain/evidence/evidence.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { type GithubServer, startGithubServer } from "../forge/github-server.ts";
import { bareRepository } from "../git/bare-repository.ts";
import type { Clone, Files } from "../git/clone.ts";
import { startFollower } from "../git/follower.ts";
import { git } from "../git/git.ts";
import { branchTip } from "../git/objects.ts";
import { type GitServer, startGitServer } from "../git/server.ts";
import { type RecordedReport, recordedReport, testContext } from "../report.ts";
import { environmentFile, filesOf, overlayText, releaseOf, writeReports } from "./platform.ts";

export { manifests, releaseOf } from "./platform.ts";

export const ENVIRONMENTS = ["dev", "staging", "prod"] as const;

export interface Shop extends AsyncDisposable {
  readonly server: GitServer;
  readonly forge: GithubServer;
  /** The bare repository. */
  readonly bare: string;
  readonly url: string;
  /** The clone of a developer, at the tip of main. */
  readonly developer: Clone;
  /** Pins a release of `service`, built from the newest commit, in `environment`; returns it. */
  pin(
    environment: string,
    service: string,
    version: string,
    source?: string,
    digest?: string,
    at?: Date,
  ): Promise<Release>;
  /** Pins many releases with one commit. */
  pinAll(environment: string, releases: readonly Release[], at?: Date): Promise<void>;
  /** Pushes files to main. */
  push(message: string, files: Files, at?: Date): Promise<string>;
  /** Writes a report of one cluster, and a beat `beatAgeSeconds` ago. */
  report(
    environment: string,
    release: Release,
    change?: Partial<Evidence>,
    beatAgeSeconds?: number,
    /** When it was written; now by default. */
    at?: Date,
  ): Promise<void>;
  /** Reports all of them healthy, with one commit. */
  reportAll(environment: string, releases: readonly Release[]): Promise<void>;
  /** Runs the verb once; `remembered` holds what it said. */
  run(options?: {
    dryRun?: boolean;
    remembered?: RecordedReport;
    inputs?: Readonly<Record<string, string>>;
    /** More of what the runner sets: `{ GITHUB_ACTIONS: "true" }` has commits made by the API. */
    env?: NodeJS.ProcessEnv;
    /** The checkout it runs in; by default the developer's. */
    workspace?: string;
  }): Promise<Outcome>;
  /** Merges a promotion as a reviewer does. */
  merge(branch: string): Promise<void>;
  branches(): Promise<readonly string[]>;
  show(spec: string): Promise<string>;
}

export interface ShopOptions {
  readonly services?: readonly string[];
  /** Lines of an environment's file that replace those of the same keys: `{ staging: { merge: "auto" } }`. */
  readonly policies?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function files({ services = ["product", "order"], policies = {} }: ShopOptions): Files {
  const perService = services.flatMap((service) => [
    [`services/${service}/package.json`, `{"name": "@shop/${service}"}`],
    [
      `services/${service}/service.yaml`,
      `name: ${service}\ntier: standard\nports: [{name: http, port: 8080}]\nslo: {errorRatio: 0.05, p95Seconds: 0.5}\n`,
    ],
  ]);
  const perEnvironment = ENVIRONMENTS.flatMap((name, index) => [
    [
      `environments/${name}/environment.yaml`,
      environmentFile(name, index + 1, ENVIRONMENTS[index - 1], policies[name]),
    ],
    ...services.map((service) => [
      `environments/${name}/${service}/kustomization.yaml`,
      overlayText(name, service),
    ]),
  ]);
  return {
    "package.json": '{"name": "shop", "private": true, "workspaces": ["services/*"]}',
    ...Object.fromEntries([...perService, ...perEnvironment]),
  };
}

export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const server = await startGitServer();
  const url = await server.createRepository("platform");
  const bare = server.folder("platform");
  const forge = await startGithubServer(bareRepository(bare));
  // Everybody but the verb writes straight into the folder: only what the verb does has to go over HTTP.
  const developer = await startFollower(url, bare);
  const push = (message: string, changes: Files, at?: Date) => developer.land(message, changes, at);
  // Long before anything a test tells of.
  await push("feat: a shop", files(options), secondsAgo(7 * 86_400));

  return {
    server,
    forge,
    bare,
    url,
    developer,
    push,
    async pin(environment, service, version, source, digest, at) {
      const commit = source ?? branchTip(bare, "main") ?? "";
      const release = releaseOf(service, version, commit, digest);
      await push(
        `bump(${environment}): ${service} ${version}`,
        Object.fromEntries(filesOf(environment, release)),
        at,
      );
      return release;
    },
    async pinAll(environment, releases, at) {
      const changes = releases.flatMap((release) => [...filesOf(environment, release)]);
      await push(`bump(${environment}): ${releases.length} services`, Object.fromEntries(changes), at);
    },
    report: (environment, release, change = {}, beatAgeSeconds = 5, at = new Date()) =>
      writeReports(bare, {
        environment,
        releases: [release],
        change,
        at,
        beatAt: secondsAgo(beatAgeSeconds),
      }),
    reportAll: (environment, releases) =>
      writeReports(bare, { environment, releases, beatAt: secondsAgo(5) }),
    run({
      dryRun = false,
      remembered = recordedReport(),
      inputs = {},
      env: more = {},
      workspace = developer.path,
    } = {}) {
      const env = {
        ...more,
        PATH: process.env.PATH,
        GITHUB_API_URL: forge.url,
        GITHUB_REPOSITORY: "shop/platform",
        SLIPWAY_TOKEN: "bot-token",
      };
      const clock = { now: () => new Date() };
      return promote(
        // What is pinned here is written by the tests, and rendered by nobody; rendered-again.test.ts has what is.
        request.parse({ "re-render": "false", ...inputs }),
        testContext(workspace, { env, clock, dryRun, report: remembered }),
      );
    },
    async merge(branch) {
      await developer.git("pull", "--quiet", "--no-ff", "--no-rebase", "--no-edit", bare, branch);
      await developer.git("push", "--quiet", bare, "HEAD:main");
      const pull = forge.pulls.find((each) => each.head === branch && each.state === "open");
      if (pull !== undefined) Object.assign(pull, { state: "closed", mergedAt: new Date().toISOString() });
    },
    branches: async () =>
      (await git(bare, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/promote"))
        .split("\n")
        .filter((name) => name !== ""),
    show: (spec) => git(bare, "show", spec),
    async [Symbol.asyncDispose]() {
      for (const each of [developer, forge, server]) await each[Symbol.asyncDispose]();
    },
  };
}

function secondsAgo(seconds: number): Date {
  return new Date(Date.now() - seconds * 1000);
}
