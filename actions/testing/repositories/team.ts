/** A team that keeps its layout: kustomize overlays, pins in them, and Slipway's environments beside; real git, a real forge's API. */
import { promote } from "@slipway/actions/promote/promote.ts";
import { request as promoteRequest } from "@slipway/actions/promote/request.ts";
import { request as rollbackRequest } from "@slipway/actions/rollback/request.ts";
import { rollback } from "@slipway/actions/rollback/rollback.ts";
import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import type { Evidence } from "@slipway/lib/domain/evidence/evidence.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { type GithubServer, startGithubServer } from "../forge/github-server.ts";
import { bareRepository } from "../git/bare-repository.ts";
import { type Clone, emptyClone, type Files } from "../git/clone.ts";
import { git } from "../git/git.ts";
import { startGitServer } from "../git/server.ts";
import { testContext } from "../report.ts";
import { environmentFile, writeReports } from "./platform.ts";

export const IMAGE = "acme/orders";
const ENVIRONMENTS = ["dev", "staging", "prod"];

export const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

export function overlay(tag: string, digest?: string): string {
  const pinned = digest === undefined ? "" : `    digest: ${digest}\n`;
  return `resources: [../../base]\nimages:\n  - name: ${IMAGE}\n    newName: registry.test/${IMAGE}\n    newTag: "${tag}" # by a robot\n${pinned}patches: []\n`;
}

export const overlayPath = (environment: string) => `k8s/overlays/${environment}/kustomization.yaml`;

export function declaration(health: "required" | "optional", places?: string): string {
  const own = ENVIRONMENTS.map((name) => `      ${name}: {file: ${overlayPath(name)}, image: ${IMAGE}}\n`);
  return `product: acme\npins:\n  health: ${health}\n  services:\n    orders:\n${places ?? own.join("")}`;
}

export interface Team extends AsyncDisposable {
  readonly repo: Clone;
  readonly forge: GithubServer;
  readonly bare: string;
  /** Pins in dev, as a pipeline does. */
  pin(tag: string, digest: string): Promise<string>;
  report(environment: string, digest: string, change?: Partial<Evidence>): Promise<void>;
  promote(inputs?: Readonly<Record<string, string>>): Promise<Outcome>;
  rollback(inputs: Readonly<Record<string, string>>): Promise<Outcome>;
  /** Of a verb that only looks. With a token it asks the forge. */
  look(hasToken?: boolean): Context;
  /** What a file of main says now. */
  show(path: string): Promise<string>;
}

export async function startTeam({
  health = "optional",
  policies = {},
  files = {},
}: {
  readonly health?: "required" | "optional";
  readonly policies?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly files?: Files;
}): Promise<Team> {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const url = await server.createRepository("team");
  const bare = server.folder("team");
  const forge = stack.use(await startGithubServer(bareRepository(bare)));
  const repo = stack.use(await emptyClone(url));
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
  const start: Files = {
    "slipway.yaml": declaration(health),
    ...Object.fromEntries(
      ENVIRONMENTS.flatMap((name, index) => [
        [
          `environments/${name}/environment.yaml`,
          environmentFile(name, index + 1, ENVIRONMENTS[index - 1], policies[name]),
        ],
        [overlayPath(name), overlay("1.0.0", name === "dev" ? digestOf("a") : undefined)],
      ]),
    ),
    ...files,
  };
  await repo.commit("feat: a team's repository", start, ago(3600));
  await repo.git("push", "--quiet", "origin", "HEAD:main");
  const context = (hasToken = true) =>
    testContext(repo.path, {
      clock: { now: () => new Date() },
      env: {
        PATH: process.env.PATH,
        GITHUB_API_URL: forge.url,
        GITHUB_REPOSITORY: "shop/platform",
        ...(hasToken ? { SLIPWAY_TOKEN: "bot-token" } : {}),
        GITHUB_ACTOR: "ada",
      },
    });
  const pull = () => repo.git("pull", "--quiet", "--rebase", "origin", "main");
  return {
    repo,
    forge,
    bare,
    async pin(tag, digest) {
      await pull();
      return repo.push(`chore: ${tag}`, { [overlayPath("dev")]: overlay(tag, digest) });
    },
    async report(environment, digest, change = {}) {
      const release = { service: "orders", id: digest, version: "x", image: { name: IMAGE, digest } };
      await writeReports(bare, {
        environment,
        releases: [release as Release],
        change,
        beatAt: ago(5),
      });
    },
    async promote(inputs = {}) {
      await pull();
      return promote(promoteRequest.parse(inputs), context());
    },
    async rollback(inputs) {
      await pull();
      return rollback(rollbackRequest.parse(inputs), context());
    },
    look: (hasToken = false) => context(hasToken),
    show: (path) => git(bare, "show", `main:${path}`),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
