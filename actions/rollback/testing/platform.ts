/** A shop with real git over HTTP: what is pinned, what clusters reported, and a bot that rolls back. */
import {
  type Evidence,
  evidenceBranch,
  evidenceFile,
  formatEvidence,
  heartbeatBranch,
} from "../../lib/evidence/evidence.ts";
import { exec } from "../../lib/exec/exec.ts";
import { type Release, releaseFolder, releaseId, releasePath } from "../../lib/releases/releases.ts";
import type { Outcome } from "../../lib/report/report.ts";
import { type Clone, clone, type Files } from "../../testing/clone.ts";
import { git } from "../../testing/git.ts";
import { type GitServer, startGitServer } from "../../testing/git-server.ts";
import { type RecordedReport, recordedReport, testContext } from "../../testing/report.ts";
import { request } from "../request.ts";
import { rollback } from "../rollback.ts";

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
  pin(environment: string, service: string, version: string, digest?: string): Promise<Release>;
  /** Writes a report of one cluster; each is later than the one before. */
  report(environment: string, release: Release, change?: Partial<Evidence>): Promise<void>;
  /** Pins and reports it healthy. */
  prove(environment: string, service: string, version: string, digest?: string): Promise<Release>;
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
  const developer = await clone(url);
  let isBehind = false;
  const catchUp = async () => {
    if (isBehind) await developer.git("pull", "--quiet", "--rebase", bare, "main");
    isBehind = false;
  };
  const push = async (message: string, files: Files) => {
    await catchUp();
    const sha = await developer.commit(message, files);
    await developer.git("push", "--quiet", bare, "HEAD:main");
    return sha;
  };
  await push("feat: a shop", base(settings));
  let minutes = 0;

  const shop: Shop = {
    ...{ server, bare, url, developer, push },
    async revert() {
      await catchUp();
      await developer.git("revert", "--no-edit", "HEAD");
      await developer.git("push", "--quiet", bare, "HEAD:main");
      return developer.git("rev-parse", "HEAD");
    },
    async pin(environment, service, version, digest) {
      // Each pin is a commit, so the next release's source contains this one's.
      const release = releaseOf(service, version, await git(bare, "rev-parse", "main"), digest);
      const files = releaseFolder(release, manifests(service, version));
      const folder = releasePath(environment, service);
      isBehind = true;
      await fastCommit(bare, {
        branch: "main",
        message: `bump(${environment}): ${service} ${version}\n\nSlipway-Verb: bump`,
        files: new Map([...files].map(([name, content]) => [`${folder}/${name}`, content])),
      });
      return release;
    },
    async report(environment, release, change = {}) {
      minutes += 1;
      const since = new Date(PRESENT.getTime() - (1000 - minutes) * 60_000).toISOString();
      await writeReport(bare, environment, release, { since, ...change });
    },
    async prove(environment, service, version, digest) {
      const release = await shop.pin(environment, service, version, digest);
      await shop.report(environment, release);
      return release;
    },
    async abort(environment, service, version, stable, cause = "failed") {
      const release = await shop.pin(environment, service, version);
      await shop.report(environment, release, {
        ...{ state: "aborted", cause, stable: { releaseId: stable?.id ?? null }, message: "20 % errors" },
      });
      return release;
    },
    run({ inputs = {}, env = {}, remembered = recordedReport(), dryRun = false, later = 0 } = {}) {
      const clock = { now: () => new Date(PRESENT.getTime() + later * 1000) };
      const all = { PATH: process.env.PATH, GITHUB_ACTOR: "ann", SLIPWAY_TOKEN: "bot-token", ...env };
      isBehind = true;
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
    const after = index === 0 ? "merge: push\n" : `after: ${ENVIRONMENTS[index - 1]}\nmerge: review\n`;
    files[`environments/${name}/environment.yaml`] =
      `name: ${name}\norder: ${index + 1}\n${after}namespace: shop-${name}\nclusters: [main]\nregistry: registry.test\n${settings[name] ?? ""}`;
    for (const service of SERVICES) {
      files[`environments/${name}/${service}/kustomization.yaml`] =
        `resources: [release]\nnamespace: shop-${name}\nimages: [{name: shop/${service}, newName: registry.test/shop/${service}}]\n`;
    }
  }
  return files;
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

/** As the cluster's reporter does: evidence on top of what is there, a heartbeat without parent. */
async function writeReport(
  bare: string,
  environment: string,
  release: Release,
  change: Partial<Evidence>,
): Promise<void> {
  const cluster = change.cluster ?? "main";
  const evidence: Evidence = {
    schema: 1,
    service: release.service,
    environment,
    cluster,
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
  const branch = evidenceBranch(environment, cluster);
  const files = new Map([[evidenceFile(release.service), formatEvidence(evidence)]]);
  await fastCommit(bare, { branch, message: "evidence", files, date: new Date(evidence.since) });
  await fastCommit(bare, {
    ...{ branch: heartbeatBranch(environment, cluster), message: "beat", date: PRESENT, isFirst: true },
  });
}

interface FastCommit {
  readonly branch: string;
  readonly message: string;
  readonly files?: ReadonlyMap<string, string>;
  readonly date?: Date;
  /** Without parent, whatever the branch has. */
  readonly isFirst?: boolean;
}

/** One process a commit: a past of many releases is made often here. */
async function fastCommit(bare: string, commit: FastCommit): Promise<void> {
  const { branch, message, files = new Map<string, string>(), date = new Date(), isFirst = false } = commit;
  const ref = `refs/heads/${branch}`;
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const hasParent = !isFirst && (await git(bare, "for-each-ref", ref)) !== "";
  const stream = [
    `commit ${ref}\ncommitter bot <bot@example.com> ${Math.floor(date.getTime() / 1000)} +0000\n`,
    data(message),
    hasParent ? `from ${ref}^0\n` : "",
    ...[...files].map(([path, content]) => `M 100644 inline ${path}\n${data(content)}`),
  ];
  await exec("git", ["fast-import", "--quiet", "--force"], { cwd: bare, input: stream.join("") });
}
