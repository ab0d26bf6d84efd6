/** A shop with real git over HTTP: what is pinned, what clusters reported, and a bot that rolls back. */
import type { Outcome } from "@slipway/lib/app/report/report.ts";
import type { Evidence } from "@slipway/lib/domain/evidence/evidence.ts";
import { type DataSchema, type Release, releasePath } from "@slipway/lib/domain/releases/releases.ts";
import type { Clone, Files } from "@slipway/testing/git/clone.ts";
import { fastCommit } from "@slipway/testing/git/fast-commit.ts";
import { startFollower } from "@slipway/testing/git/follower.ts";
import { git } from "@slipway/testing/git/git.ts";
import { type GitServer, startGitServer } from "@slipway/testing/git/server.ts";
import { type RecordedReport, recordedReport, testContext } from "@slipway/testing/report.ts";
import {
  environmentFile,
  filesOf,
  overlayText,
  releaseOf,
  writeReports,
} from "@slipway/testing/repositories/platform.ts";
import { request } from "../request.ts";
import { rollback } from "../rollback.ts";

export { manifests, releaseOf } from "@slipway/testing/repositories/platform.ts";

const ENVIRONMENTS = ["dev", "prod"] as const;
export const SERVICES = ["product", "order"] as const;

export interface Run {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly remembered?: RecordedReport;
  readonly dryRun?: boolean;
  /** Seconds after the shop's present. */
  readonly later?: number;
}

type Pin = (
  environment: string,
  service: string,
  version: string,
  digest?: string,
  dataSchema?: DataSchema,
) => Promise<Release>;

export interface Shop extends AsyncDisposable {
  readonly server: GitServer;
  /** The bare repository. */
  readonly bare: string;
  readonly url: string;
  readonly developer: Clone;
  /** Pushes files to main as a person does; returns the commit. */
  push(message: string, files: Files): Promise<string>;
  /** `git revert` of the newest commit, pushed; returns the commit. */
  revert(): Promise<string>;
  /** Pins a release built from a new commit, as bump and promote do; returns it. */
  readonly pin: Pin;
  /** Writes a report of one cluster; each is later than the one before. */
  report(environment: string, release: Release, change?: Partial<Evidence>): Promise<void>;
  /** Pins and reports it healthy. */
  readonly prove: Pin;
  /** Pins it, and has its canary aborted while `stable` serves. */
  abort(
    environment: string,
    service: string,
    version: string,
    stable: Release | undefined,
    cause?: "failed" | "error",
  ): Promise<Release>;
  run(run?: Run): Promise<Outcome>;
  auto(run?: Run): Promise<Outcome>;
  /** A file of the branch main, or what `spec` names. */
  show(spec: string): Promise<string>;
  /** Release ids pinned there, as main has them. */
  pinned(environment: string, service: string): Promise<string>;
  holds(environment: string): Promise<readonly string[]>;
  tip(branch?: string): Promise<string>;
}

/** Before which everything reported happened; verbs run at this time. */
export const PRESENT = new Date("2026-03-01T12:00:00Z");

export async function startShop(settings: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const server = await startGitServer();
  const url = await server.createRepository("platform");
  const bare = server.folder("platform");
  const developer = await startFollower(url, bare);
  const push = (message: string, files: Files) => developer.land(message, files);
  await push("feat: a shop", base(settings));
  let minutes = 0;

  const shop: Shop = {
    server,
    bare,
    url,
    developer,
    push,
    async revert() {
      await developer.git("revert", "--no-edit", "HEAD");
      await developer.git("push", "--quiet", bare, "HEAD:main");
      return developer.git("rev-parse", "HEAD");
    },
    async pin(environment, service, version, digest, dataSchema) {
      // Each pin is a commit, so the next release's source contains this one's.
      const source = await git(bare, "rev-parse", "main");
      const release = { ...releaseOf(service, version, source, digest), dataSchema };
      developer.fallBehind();
      await fastCommit(bare, {
        branch: "main",
        message: `bump(${environment}): ${service} ${version}\n\nSlipway-Verb: bump`,
        files: Object.fromEntries(filesOf(environment, release)),
      });
      return release;
    },
    async report(environment, release, change = {}) {
      minutes += 1;
      const since = new Date(PRESENT.getTime() - (1000 - minutes) * 60_000).toISOString();
      const all = { since, ...change };
      const at = new Date(all.since);
      await writeReports(bare, { environment, releases: [release], change: all, at, beatAt: PRESENT });
    },
    async prove(...pinned) {
      const [environment] = pinned;
      const release = await shop.pin(...pinned);
      await shop.report(environment, release);
      return release;
    },
    async abort(environment, service, version, stable, cause = "failed") {
      const release = await shop.pin(environment, service, version);
      await shop.report(environment, release, {
        state: "aborted",
        cause,
        stable: { releaseId: stable?.id ?? null },
        message: "20 % errors",
      });
      return release;
    },
    run({ inputs = {}, env = {}, remembered = recordedReport(), dryRun = false, later = 0 } = {}) {
      const clock = { now: () => new Date(PRESENT.getTime() + later * 1000) };
      const all = { PATH: process.env.PATH, GITHUB_ACTOR: "ann", SLIPWAY_TOKEN: "bot-token", ...env };
      developer.fallBehind();
      const context = testContext(developer.path, { env: all, clock, dryRun, report: remembered });
      return rollback(request.parse(inputs), context);
    },
    auto: (run = {}) => shop.run({ ...run, inputs: { auto: "true", ...run.inputs } }),
    show: (spec) => git(bare, "show", spec.includes(":") ? spec : `main:${spec}`),
    async pinned(environment, service) {
      const file = await shop.show(`${releasePath(environment, service)}/release.yaml`);
      return /^id: (.*)$/m.exec(file)?.[1] ?? "";
    },
    holds: async (environment) =>
      (await git(bare, "ls-tree", "--name-only", `main`, `environments/${environment}/holds/`))
        .split("\n")
        .filter((path) => path !== ""),
    tip: (branch = "main") => git(bare, "rev-parse", branch),
    async [Symbol.asyncDispose]() {
      for (const each of [developer, server]) await each[Symbol.asyncDispose]();
    },
  };
  return shop;
}

/** `settings`: environment → lines for its environment.yaml. */
function base(settings: Readonly<Record<string, string>>): Files {
  const files: Record<string, string> = {};
  for (const [index, name] of ENVIRONMENTS.entries()) {
    const file = environmentFile(name, index + 1, ENVIRONMENTS[index - 1]);
    files[`environments/${name}/environment.yaml`] = `${file}${settings[name] ?? ""}`;
    for (const service of SERVICES) {
      files[`environments/${name}/${service}/kustomization.yaml`] = overlayText(name, service);
    }
  }
  return files;
}
