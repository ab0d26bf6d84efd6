import { type GithubServer, startGithubServer } from "@slipway/testing/forge/github-server.ts";
import { type Clone, clone } from "@slipway/testing/git/clone.ts";
import { startGitServer } from "@slipway/testing/git/server.ts";
import { testContext } from "@slipway/testing/report.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { doctor } from "./doctor.ts";
import { request } from "./request.ts";

const FILES = {
  "slipway.yaml": "product: bank\nrepository: https://git.example.com/bank/platform.git\n",
  ".github/CODEOWNERS": "* @bank/platform\n",
  ".github/workflows/deliver.yml": "permissions:\n  id-token: write\n",
  "environments/test/environment.yaml":
    "name: test\norder: 1\nnamespace: bank-test\nclusters: [main]\nregistry: registry.example.com\nmerge: push\n",
};
const INPUTS = { reporters: "bank-reporter", bot: "bank-slipway[bot]" };
const RIGHTS = { contents: "write", pull_requests: "write", statuses: "write", metadata: "read" };

const stack = new AsyncDisposableStack();
let repo: Clone;
let server: GithubServer;

beforeAll(async () => {
  const forge = stack.use(await startGitServer());
  const url = await forge.createRepository("bank");
  repo = stack.use(await clone(url));
  await repo.push("feat: start", FILES);
  await repo.git("push", "--quiet", "origin", "HEAD:heartbeat/test/main");
});
afterAll(() => stack.disposeAsync());

beforeEach(async () => {
  server = await startGithubServer({ headOf: async () => undefined }, "bank/platform");
  const { apps, environments, variables } = server.settings;
  apps.set("bank-slipway", { id: 7, permissions: RIGHTS });
  apps.set("bank-reporter", { id: 8, permissions: { contents: "write", actions: "write" } });
  environments.set("delivery", {
    deployment_branch_policy: null,
    branches: [],
    protection_rules: [{ wait_timer: 5 }],
    secrets: ["SLIPWAY_APP_PRIVATE_KEY"],
  });
  variables.set("SLIPWAY_APP_CLIENT_ID", "Iv1").set("SLIPWAY_REGISTRY", "registry.example.com");
  return async () => await server[Symbol.asyncDispose]();
});

const found = z.array(z.object({ id: z.string(), state: z.string(), found: z.string().optional() }));

async function run(inputs: Readonly<Record<string, string>> = {}, dryRun = false) {
  const env = {
    PATH: process.env.PATH,
    GITHUB_API_URL: server.url,
    GITHUB_REPOSITORY: "bank/platform",
    SLIPWAY_TOKEN: "person",
  };
  const now = new Date();
  const context = testContext(repo.path, { env, dryRun, clock: { now: () => now } });
  const outcome = await doctor(request.parse({ ...INPUTS, ...inputs }), context);
  const all = found.parse(JSON.parse(outcome.outputs.findings ?? ""));
  const of = (state: string) => all.filter((each) => each.state === state).map(({ id }) => id);
  return { outcome, all, missing: of("missing"), notAsked: of("not asked") };
}

const BY_HAND = ["workflows/files", "variable/SLIPWAY_BOT_NAME"];

test("everything that is missing fails with its reason; --apply sets what an API can, and leaves the rest", async () => {
  const before = await run();
  expect(before.missing).toEqual(expect.arrayContaining(["rule/main", "rule/tags", "environment/delivery"]));
  expect(before.outcome.results.map(({ status }) => status)).toContain("failed");
  expect(before.outcome.answer?.text((_, text) => text)).toMatch(
    /✕ rule\/evidence:.*\n {4}found: no active ruleset has the rule creation for evidence\/test\/main.*\n {4}why: .*threat-model/,
  );

  const { missing, notAsked, all } = await run({ apply: "true" });
  expect({ missing, notAsked }, JSON.stringify(all, undefined, 1)).toEqual({
    missing: BY_HAND,
    notAsked: [],
  });
  const { rulesets, environments, pages, token } = server.settings;
  expect(rulesets).toHaveLength(11);
  expect(environments.get("delivery")).toMatchObject({
    branches: ["main"],
    protection_rules: [{ wait_timer: 5 }],
  });
  expect({ pages, ...token }).toMatchObject({ pages: "board", default_workflow_permissions: "read" });

  const written = server.requests.filter(({ method }) => method !== "GET").length;
  await run({ apply: "true" });
  expect(server.requests.filter(({ method }) => method !== "GET")).toHaveLength(written);
}, 30_000);

test("a dry run of --apply prints the changes, and makes none", async () => {
  await run({ apply: "true" }, true);
  expect(server.requests.filter(({ method }) => method !== "GET")).toEqual([]);
});

test("all planted faults in a correct setup are found together", async () => {
  await run({ apply: "true" });
  const { settings } = server;
  bypass("evidence", 7);
  bypass("main", null, "OrganizationAdmin");
  forgeableCheck();
  disable("tags");
  settings.apps.set("bank-slipway", { id: 7, permissions: { ...RIGHTS, administration: "write" } });
  settings.secrets.push("SLIPWAY_APP_PRIVATE_KEY");
  settings.environments.get("delivery")?.branches.push("release/*");
  const { all } = await run();
  const reasons = Object.fromEntries(all.map(({ id, found: reason }) => [id, reason]));
  expect(reasons).toMatchObject({
    "rule/evidence": 'App 7 may bypass the ruleset "slipway: evidence"',
    "rule/tags": expect.stringContaining("no active ruleset has the rule creation"),
    "app/rights": "bank-slipway also has administration: write",
    "secret/SLIPWAY_APP_PRIVATE_KEY": expect.stringContaining("it is a secret of the repository"),
    "environment/delivery": "its branches are main, release/*, expected main alone",
  });
  expect(reasons["rule/main"]).toContain('OrganizationAdmin may bypass the ruleset "slipway: main"');
  expect(reasons["rule/main"]).toContain("the check slipway/gates counts whoever sets it");
}, 30_000);

function change(id: string, edit: (ruleset: object) => object): void {
  const { rulesets } = server.settings;
  const at = rulesets.findIndex(({ name }) => name === `slipway: ${id}`);
  const ruleset = rulesets[at];
  if (ruleset !== undefined) rulesets[at] = { ...ruleset, ...edit(ruleset) };
}

function bypass(id: string, actor: number | null, type = "Integration"): void {
  change(id, (ruleset) => {
    const own = z.object({ bypass_actors: z.array(z.json()) }).parse(ruleset).bypass_actors;
    return { bypass_actors: [...own, { actor_id: actor, actor_type: type, bypass_mode: "always" }] };
  });
}

function disable(id: string): void {
  change(id, () => ({ enforcement: "evaluate" }));
}

function forgeableCheck(): void {
  change("main", () => ({
    rules: [
      ...["deletion", "non_fast_forward"].map((type) => ({ type })),
      { type: "pull_request", parameters: { require_code_owner_review: true } },
      {
        type: "required_status_checks",
        parameters: { required_status_checks: [{ context: "slipway/gates" }] },
      },
    ],
  }));
}

test("settings that the token may not read are reported as unknown, with the reason, and are no failure", async () => {
  server.disturb((method, path) => (method === "GET" && /rulesets|secrets/.test(path) ? 403 : undefined));
  const { notAsked, outcome } = await run();
  expect(notAsked).toEqual(expect.arrayContaining(["rule/main", "secret/SLIPWAY_APP_PRIVATE_KEY"]));
  expect(outcome.results.map(({ service }) => service)).not.toContain("rule/main");
  expect(outcome.answer?.text((_, text) => text)).toMatch(
    /\? rule\/main:.*\n {4}not asked: the token may not read rulesets: forge: GET/,
  );
});

test("a rule for accounts that are not named is refused with the flag that names them; the others are written", async () => {
  const { missing, outcome } = await run({ apply: "true", reporters: "" });
  expect(missing).toEqual(expect.arrayContaining(["rule/evidence", "rule/heartbeat"]));
  expect(missing).not.toContain("rule/main");
  expect(outcome.results.map(({ service }) => service)).toContain("rule/evidence");
});
