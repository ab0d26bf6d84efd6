/** A configuration repository, and one repository for each service that is delivered into it; each has a token of its own. */
import { bump } from "@slipway/actions/bump/bump.ts";
import { request } from "@slipway/actions/bump/request.ts";
import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import type { Evidence } from "@slipway/lib/domain/evidence/evidence.ts";
import { type Release, readRelease } from "@slipway/lib/domain/releases/releases.ts";
import { openGit, type Tree } from "@slipway/lib/io/git/git.ts";
import { startGithubServer } from "../forge/github-server.ts";
import { bareRepository } from "../git/bare-repository.ts";
import { type Clone, clone, emptyClone, type Files } from "../git/clone.ts";
import { startGitServer } from "../git/server.ts";
import { testContext } from "../report.ts";
import { writeReports } from "./platform.ts";
import { digestOf, shopFiles } from "./shop.ts";

export const CONFIG_TOKEN = "bot-token";
export const sourceToken = (service: string) => `token-of-${service}`;

export const basic = (token: string) => `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;

export const HEADER = "http.extraHeader";

const only = (files: Files, ...folders: readonly string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => folders.some((each) => path.startsWith(each))));

/** What a service's repository holds: the service, and what it is rendered from. */
export function serviceRepository(service: string, services: readonly string[]): Files {
  const others = services.filter((each) => each !== service);
  return {
    ...only(shopFiles([service]), "rollouts/", `services/${service}/`, "services/kit/"),
    "slipway.yaml": `product: shop\notherServices: [${others.join(", ")}]\n`,
  };
}

/** What the configuration repository holds: environments, and whose releases come into them. */
export function configRepository(services: readonly string[], addressOf: (service: string) => string): Files {
  const sources = services.map((each) => `  - {repository: ${addressOf(each)}}\n`).join("");
  return {
    ...only(shopFiles(services), "environments/"),
    "slipway.yaml": `product: shop\nsources:\n${sources}`,
  };
}

export interface Delivery {
  readonly service: string;
  readonly source: string;
  /** Of the service's repository. */
  readonly repository: string;
  /** Distinguishes the image's digest. */
  readonly letter: string;
  readonly tokens: { readonly config: string; readonly source: string };
}

/** As the workflow of a service's repository does, in a checkout of the configuration repository. */
export function deliver(
  checkout: Clone,
  delivery: Delivery,
  context: Partial<Context> = {},
): Promise<Outcome> {
  const { service, source, repository, letter, tokens } = delivery;
  const images = JSON.stringify({ [service]: { name: `shop/${service}`, digest: digestOf(letter) } });
  const env = {
    PATH: process.env.PATH,
    GITHUB_SHA: source,
    SLIPWAY_TOKEN: tokens.config,
    SLIPWAY_SOURCE_TOKEN: tokens.source,
    ...context.env,
  };
  const asked = request.parse({ images, source, repository, wait: "0" });
  return bump(asked, testContext(checkout.path, { ...context, env }));
}

export async function startApart(services: readonly string[], configured: Files = {}) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await startGitServer());
  const person = async (name: string, token: string) => {
    const made = stack.use(await emptyClone(await server.createRepository(name)));
    await made.git("config", HEADER, `Authorization: ${basic(token)}`);
    server.requireAuthorization(basic(token), name);
    return made;
  };
  const config = await person("config", CONFIG_TOKEN);
  const repositories = new Map<string, Clone>();
  const sources = new Map<string, string>();
  for (const service of services) {
    const repository = await person(service, sourceToken(service));
    repositories.set(service, repository);
    sources.set(service, await repository.push("feat: start", serviceRepository(service, services)));
  }
  const addressOf = (service: string) => `${server.url}/${service}.git`;
  await config.push("feat: environments", { ...configRepository(services, addressOf), ...configured });
  const repositoryOf = (service: string) => {
    const found = repositories.get(service);
    if (found === undefined) throw new Error(`${service}: no repository`);
    return found;
  };
  const forge = stack.use(await startGithubServer(bareRepository(server.folder("config"))));
  // What is on the server is read there.
  const landed = openGit(server.folder("config"), { identity: { name: "t", email: "t@example.com" } });
  // Commits have whole seconds: reports of the same second would leave the earlier release no time in which it was healthy.
  let reportedAt = 0;
  return {
    server,
    config,
    addressOf,
    repositoryOf,
    landed,
    forge,
    /** What a verb is given in the configuration repository: `token` may read the services' repositories. */
    context(checkout: Clone, token: string, more: Partial<Context> = {}): Context {
      const env = {
        PATH: process.env.PATH,
        GITHUB_API_URL: forge.url,
        GITHUB_REPOSITORY: "shop/platform",
        GITHUB_ACTOR: "ada",
        SLIPWAY_TOKEN: CONFIG_TOKEN,
        SLIPWAY_SOURCE_TOKEN: token,
      };
      return testContext(checkout.path, {
        clock: { now: () => new Date() },
        ...more,
        env: { ...env, ...more.env },
      });
    },
    /** As the reporter of an environment's cluster does. */
    async report(environment: string, service: string, change: Partial<Evidence> = {}): Promise<void> {
      const release = await readRelease(await landed.tree("main"), environment, service);
      if (release === undefined) throw new Error(`${service}: not pinned in ${environment}`);
      reportedAt = Math.max(Math.floor(Date.now() / 1000) * 1000, reportedAt + 1000);
      const at = new Date(reportedAt);
      await writeReports(server.folder("config"), {
        environment,
        releases: [release],
        change: { since: at.toISOString(), ...change },
        at,
        beatAt: at,
      });
    },
    sourceOf: (service: string) => sources.get(service) ?? "",
    /** A checkout of the configuration repository alone, as a job of a service's workflow has it. */
    async checkout(): Promise<Clone> {
      const header = `${HEADER}=Authorization: ${basic(CONFIG_TOKEN)}`;
      const made = stack.use(await clone(`${server.url}/config.git`, "--depth=1", "-c", header));
      await made.git("config", "--unset", HEADER);
      return made;
    },
    /** A reviewed commit in a service's repository; returns its sha. */
    push(service: string, message: string, values: string): Promise<string> {
      return repositoryOf(service).push(message, { [`services/${service}/values.yaml`]: values });
    },
    /** As the workflow of the service's repository does at `source`. */
    bump(
      checkout: Clone,
      service: string,
      source: string,
      letter: string,
      context: Partial<Context> = {},
    ): Promise<Outcome> {
      const tokens = { config: CONFIG_TOKEN, source: sourceToken(service) };
      return deliver(checkout, { service, source, repository: addressOf(service), letter, tokens }, context);
    },
    tip: (): Promise<Tree> => landed.tree("main"),
    async pinned(service: string, environment = "dev"): Promise<Release | undefined> {
      return readRelease(await landed.tree("main"), environment, service);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
