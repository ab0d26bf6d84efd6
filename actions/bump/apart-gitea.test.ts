/** The same on a real Gitea, with private repositories of three accounts. Skipped where the local platform was never built. */
import { readRelease } from "@slipway/lib/domain/releases/releases.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { builtGitea, type GiteaServer, startGitea } from "@slipway/testing/forge/gitea-server.ts";
import { type Clone, clone, type Files } from "@slipway/testing/git/clone.ts";
import {
  basic,
  configRepository,
  deliver,
  HEADER,
  serviceRepository,
} from "@slipway/testing/repositories/apart.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reasonOf, statuses } from "./testing/outcome.ts";

const component = await builtGitea();

/** Whose repository each service's is; the configuration repository is the bot's. */
const OWNERS = { order: "reviewer", product: "stranger" } as const;
type Service = keyof typeof OWNERS;
const SERVICES = Object.keys(OWNERS) as Service[];

describe.skipIf(component === undefined)("Gitea", () => {
  const stack = new AsyncDisposableStack();
  let server: GiteaServer;
  const sources = new Map<Service, string>();
  const people = new Map<Service, Clone>();
  const address = (path: string) => `${server.apiUrl.replace(/\/api\/v1$/, "")}/${path}.git`;
  const addressOf = (service: string) => address(`${OWNERS[service as Service]}/${service}`);
  const person = async (url: string, token: string) =>
    stack.use(await clone(url, "-c", `${HEADER}=Authorization: ${basic(token)}`));
  const push = (service: Service, message: string, files: Files) =>
    people.get(service)?.push(message, files) ?? Promise.reject(new Error(service));

  /** A checkout of the configuration repository alone; nothing of a token is left in it. */
  const checkout = async () => {
    const made = await person(address("bot/platform"), server.tokens.bot);
    await made.git("config", "--unset", HEADER);
    return made;
  };
  const run = async (service: Service, source: string, letter: string, token?: string) =>
    deliver(await checkout(), {
      service,
      source,
      letter,
      repository: addressOf(service),
      tokens: { config: server.tokens.bot, source: token ?? server.tokens[OWNERS[service]] },
    });
  const pinned = async (service: Service) => {
    const git = openGit((await checkout()).path, { identity: { name: "t", email: "t@example.com" } });
    return readRelease(await git.tree("HEAD"), "dev", service);
  };

  beforeAll(async () => {
    server = stack.use(await startGitea(component ?? ""));
    await server.call("bot", "PATCH", "/repos/bot/platform", { private: true });
    for (const service of SERVICES) {
      const owner = OWNERS[service];
      const made = { name: service, private: true, auto_init: true, default_branch: "main" };
      await server.call(owner, "POST", "/user/repos", made);
      people.set(service, await person(addressOf(service), server.tokens[owner]));
      sources.set(service, await push(service, "feat: start", serviceRepository(service, SERVICES)));
    }
    const config = await person(address("bot/platform"), server.tokens.bot);
    await config.push("feat: environments", configRepository(SERVICES, addressOf));
  }, 120_000);
  afterAll(() => stack.disposeAsync());

  test("PP-1 two private repositories deliver at the same moment into a third: both are pinned", async () => {
    const outcomes = await Promise.all(
      SERVICES.map((service, index) => run(service, sources.get(service) ?? "", "ab"[index] ?? "")),
    );
    expect(outcomes.map(statuses)).toEqual([{ order: "done" }, { product: "done" }]);
    for (const service of SERVICES) {
      expect(await pinned(service)).toMatchObject({ source: sources.get(service), version: "0.1.0" });
    }
  });

  test("PP-10 a late run of an older commit is refused by the order of its own repository", async () => {
    const values = (level: string) => ({
      "services/order/values.yaml": `replicas: 2\nenv: {LOG_LEVEL: ${level}}\n`,
    });
    const older = await push("order", "feat: one", values("debug"));
    const newer = await push("order", "feat: two", values("warn"));
    expect(statuses(await run("order", newer, "d"))).toEqual({ order: "done" });
    const late = await run("order", older, "c");
    expect(statuses(late)).toEqual({ order: "refused" });
    expect(reasonOf(late, "order")).toContain("does not contain");
    expect(await pinned("order")).toMatchObject({ source: newer });
  });

  test("with the token of another account the repository cannot be read, and nothing is written", async () => {
    const before = await pinned("product");
    const source = await push("product", "feat: more", { "services/product/src/more.ts": "export {};\n" });
    await expect(run("product", source, "e", server.tokens.reviewer)).rejects.toThrow(
      `${addressOf("product")}, branch main: cannot be read: `,
    );
    expect(await pinned("product")).toEqual(before);
  });
});
