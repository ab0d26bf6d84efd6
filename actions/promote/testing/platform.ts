/** A shop with real git over HTTP and a GitHub whose requests are checked: what a promotion reads and writes. */
import {
  type Evidence,
  evidenceBranch,
  evidenceFile,
  formatEvidence,
  heartbeatBranch,
} from "../../lib/evidence/evidence.ts";
import { bareRepository } from "../../lib/forge/testing/bare-repository.ts";
import { type GithubServer, startGithubServer } from "../../lib/forge/testing/github-server.ts";
import { openGit } from "../../lib/git/git.ts";
import { type Release, releaseFolder, releaseId } from "../../lib/releases/releases.ts";
import type { Outcome } from "../../lib/report/report.ts";
import { type Clone, clone, type Files } from "../../testing/clone.ts";
import { git } from "../../testing/git.ts";
import { type GitServer, startGitServer } from "../../testing/git-server.ts";
import { type RecordedReport, recordedReport, testContext } from "../../testing/report.ts";
import { promote } from "../promote.ts";
import { request } from "../request.ts";

export const ENVIRONMENTS = ["dev", "staging", "prod"] as const;

export interface Shop extends AsyncDisposable {
  readonly server: GitServer;
  readonly forge: GithubServer;
  /** The clone of a developer, at the tip of main. */
  readonly developer: Clone;
  /** Pins a release of `service`, built from the newest commit, in `environment`; returns it. */
  pin(
    environment: string,
    service: string,
    version: string,
    source?: string,
    digest?: string,
  ): Promise<Release>;
  /** Pins many releases with one commit. */
  pinAll(environment: string, releases: readonly Release[]): Promise<void>;
  /** Pushes files to main. */
  push(message: string, files: Files): Promise<string>;
  /** Writes a report of one cluster, and a beat `beatAgeSeconds` ago. */
  report(
    environment: string,
    release: Release,
    change?: Partial<Evidence>,
    beatAgeSeconds?: number,
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
    [`environments/${name}/environment.yaml`, environmentFile(name, index, policies[name])],
    ...services.map((service) => [
      `environments/${name}/${service}/kustomization.yaml`,
      peoplesFile(name, service),
    ]),
  ]);
  return {
    "package.json": '{"name": "shop", "private": true, "workspaces": ["services/*"]}',
    ...Object.fromEntries([...perService, ...perEnvironment]),
  };
}

export function environmentFile(
  name: string,
  index: number,
  policy: Readonly<Record<string, string>> = {},
): string {
  const lines = {
    name,
    order: String(index + 1),
    ...(index === 0 ? {} : { after: ENVIRONMENTS[index - 1] ?? "" }),
    namespace: `shop-${name}`,
    clusters: "[main]",
    registry: "registry.test",
    merge: index === 0 ? "push" : "review",
    ...policy,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
}

function peoplesFile(environment: string, service: string): string {
  const image = `{name: shop/${service}, newName: registry.test/shop/${service}}`;
  return `resources: [release]\nnamespace: shop-${environment}\nimages: [${image}]\n`;
}

export function manifests(service: string, version: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata:
  name: ${service}
spec:
  template:
    metadata:
      annotations:
        example.test/manifests-of: "${version}"
    spec:
      containers:
        - name: ${service}
          image: shop/${service}
`;
}

export function releaseOf(
  service: string,
  version: string,
  source: string,
  digest = `sha256:${Buffer.from(`${service} ${version}`).toString("hex").padEnd(64, "0").slice(0, 64)}`,
): Release {
  return {
    schema: 1,
    service,
    id: releaseId(manifests(service, version), digest),
    version,
    image: { name: `shop/${service}`, digest },
    source,
    strategy: "standard",
  };
}

export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const server = await startGitServer();
  const url = await server.createRepository("platform");
  const bare = server.folder("platform");
  const forge = await startGithubServer(bareRepository(bare));
  const developer = await clone(url);
  let isBegun = false;
  // Everybody but the verb writes straight into the folder: only what the verb does has to go over HTTP.
  const push = async (message: string, changes: Files) => {
    // The forge may have merged in the meantime.
    if (isBegun) await developer.git("pull", "--quiet", "--ff-only", bare, "main");
    const sha = await developer.commit(message, changes);
    await developer.git("push", "--quiet", bare, "HEAD:main");
    isBegun = true;
    return sha;
  };
  await push("feat: a shop", files(options));

  return {
    server,
    forge,
    developer,
    push,
    async pin(environment, service, version, source, digest) {
      const commit = source ?? (await developer.git("rev-parse", "HEAD"));
      const release = releaseOf(service, version, commit, digest);
      const folder = releaseFolder(release, manifests(service, version));
      await push(
        `bump(${environment}): ${service} ${version}`,
        Object.fromEntries(
          [...folder].map(([name, content]) => [
            `environments/${environment}/${service}/release/${name}`,
            content,
          ]),
        ),
      );
      return release;
    },
    async pinAll(environment, releases) {
      await push(
        `bump(${environment}): ${releases.length} services`,
        Object.fromEntries(
          releases.flatMap((release) =>
            [...releaseFolder(release, manifests(release.service, release.version))].map(
              ([name, content]) => [
                `environments/${environment}/${release.service}/release/${name}`,
                content,
              ],
            ),
          ),
        ),
      );
    },
    report: (environment, release, change = {}, beatAgeSeconds = 5) =>
      writeReports(bare, environment, [release], change, beatAgeSeconds),
    reportAll: (environment, releases) => writeReports(bare, environment, releases, {}, 5),
    run({ dryRun = false, remembered = recordedReport(), inputs = {}, env: more = {} } = {}) {
      const env = {
        ...more,
        PATH: process.env.PATH,
        GITHUB_API_URL: forge.url,
        GITHUB_REPOSITORY: "shop/platform",
        SLIPWAY_TOKEN: "bot-token",
      };
      const clock = { now: () => new Date() };
      return promote(
        request.parse(inputs),
        testContext(developer.path, { env, clock, dryRun, report: remembered }),
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

function evidenceOf(environment: string, release: Release, change: Partial<Evidence>): Evidence {
  return {
    schema: 1,
    service: release.service,
    environment,
    cluster: "main",
    releaseId: release.id,
    digest: release.image.digest,
    version: release.version,
    revision: null,
    state: "healthy",
    cause: null,
    since: "2026-01-01T00:00:00Z",
    step: null,
    stable: { releaseId: release.id },
    observedGeneration: 1,
    message: "",
    ...change,
  };
}

/** As the cluster's reporter does: evidence on top of what is there, a heartbeat without parent. */
async function writeReports(
  bare: string,
  environment: string,
  releases: readonly Release[],
  change: Partial<Evidence>,
  beatAgeSeconds: number,
): Promise<void> {
  const reporter = openGit(bare, { identity: { name: "reporter", email: "reporter@example.com" } });
  const branch = evidenceBranch(environment, "main");
  const changes = releases.map((release) => ({
    path: evidenceFile(release.service),
    content: formatEvidence(evidenceOf(environment, release, change)),
  }));
  const date = new Date(Date.now() - beatAgeSeconds * 1000);
  const [commit, beat] = await Promise.all([
    reporter
      .resolve(`refs/heads/${branch}`)
      .then((tip) => reporter.commit(tip, { message: "evidence", changes })),
    reporter.commit(undefined, { message: "beat", changes: [], date }),
  ]);
  await git(bare, "update-ref", `refs/heads/${branch}`, commit);
  await git(bare, "update-ref", `refs/heads/${heartbeatBranch(environment, "main")}`, beat);
}
