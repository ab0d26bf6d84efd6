/** The settings of the stand-in for GitHub: rulesets, environments, secrets, variables, Apps. */
import { minimatch } from "minimatch";
import type { Fields } from "./github-fields.ts";

type Answer = readonly [number, unknown];
type Handler = (id: string, body: Fields) => Promise<Answer>;

export interface StoredRuleset {
  readonly id: number;
  readonly name: string;
  readonly target: string;
  readonly enforcement: string;
  readonly bypass_actors?: readonly unknown[];
  readonly conditions: { readonly ref_name: { readonly include: readonly string[] } };
  readonly rules: readonly (Fields & { readonly type: string })[];
}

export interface StoredEnvironment {
  deployment_branch_policy: {
    readonly protected_branches: boolean;
    readonly custom_branch_policies: boolean;
  } | null;
  readonly branches: string[];
  readonly secrets: string[];
  readonly protection_rules: Fields[];
}

export interface Settings {
  readonly rulesets: StoredRuleset[];
  readonly environments: Map<string, StoredEnvironment>;
  readonly secrets: string[];
  readonly variables: Map<string, string>;
  /** By slug. */
  readonly apps: Map<string, { readonly id: number; readonly permissions: Readonly<Record<string, string>> }>;
  readonly token: Record<string, unknown>;
  readonly repository: Record<string, unknown>;
  pages: string | undefined;
}

export function emptySettings(): Settings {
  return {
    rulesets: [],
    environments: new Map(),
    secrets: [],
    variables: new Map(),
    apps: new Map(),
    token: { default_workflow_permissions: "write", can_approve_pull_request_reviews: true },
    repository: { default_branch: "main", allow_merge_commit: false },
    pages: undefined,
  };
}

const MISSING: Answer = [404, { message: "Not Found" }];

export function settingsHandlers(settings: Settings): Readonly<Record<string, Handler>> {
  const { rulesets, environments, variables } = settings;
  const total = (key: string, items: readonly unknown[]): Answer => [
    200,
    { total_count: items.length, [key]: items },
  ];
  const named = (names: readonly string[]) => names.map((name) => ({ name }));
  return {
    "GET ": async () => [200, settings.repository],
    "PATCH ": async (_id, body) => [200, Object.assign(settings.repository, body)],
    "GET /rulesets": async () => [
      200,
      rulesets.map(({ id, name, target, enforcement }) => ({ id, name, target, enforcement })),
    ],
    "GET /rulesets/{ruleset_id}": async (id) => {
      const found = rulesets.find((each) => each.id === Number(id));
      return found === undefined ? MISSING : [200, found];
    },
    "POST /rulesets": async (_id, body) => {
      const made = { ...body, id: rulesets.length + 1 } as unknown as StoredRuleset;
      rulesets.push(made);
      return [201, made];
    },
    "PUT /rulesets/{ruleset_id}": async (id, body) => {
      const at = rulesets.findIndex((each) => each.id === Number(id));
      rulesets[at] = { ...body, id: Number(id) } as unknown as StoredRuleset;
      return [200, rulesets[at]];
    },
    "GET /environments": async () =>
      total(
        "environments",
        [...environments].map(([name, each]) => ({ name, ...each })),
      ),
    "PUT /environments/{environment_name}": async (id, body) => {
      const policy = body.deployment_branch_policy as StoredEnvironment["deployment_branch_policy"];
      const { secrets = [], branches = [] } = environments.get(id) ?? {};
      // GitHub replaces the protection with what it is sent.
      const protection = body.wait_timer === undefined ? [] : [{ wait_timer: body.wait_timer }];
      const environment = {
        secrets,
        branches,
        deployment_branch_policy: policy,
        protection_rules: protection,
      };
      environments.set(id, environment);
      return [200, { name: id }];
    },
    "GET /environments/{environment_name}/deployment-branch-policies": async (id) =>
      total("branch_policies", named(environments.get(id)?.branches ?? [])),
    "POST /environments/{environment_name}/deployment-branch-policies": async (id, body) => {
      environments.get(id)?.branches.push(String(body.name));
      return [200, { name: body.name }];
    },
    "GET /environments/{environment_name}/secrets": async (id) => {
      const found = environments.get(id);
      return found === undefined ? MISSING : total("secrets", named(found.secrets));
    },
    "GET /actions/secrets": async () => total("secrets", named(settings.secrets)),
    "GET /actions/organization-secrets": async () => total("secrets", []),
    "GET /actions/variables": async () =>
      total(
        "variables",
        [...variables].map(([name, value]) => ({ name, value })),
      ),
    "GET /actions/organization-variables": async () => total("variables", []),
    "GET /actions/permissions/workflow": async () => [200, settings.token],
    "PUT /actions/permissions/workflow": async (_id, body) => {
      Object.assign(settings.token, body);
      return [204, undefined];
    },
    "GET /pages": async () =>
      settings.pages === undefined ? MISSING : [200, { source: { branch: settings.pages, path: "/" } }],
    "POST /pages": async (_id, body) => {
      settings.pages = String((body.source as Fields).branch);
      return [201, {}];
    },
    "GET /apps/{app_slug}": async (slug) => {
      const app = settings.apps.get(slug);
      return app === undefined ? MISSING : [200, { slug, ...app }];
    },
  };
}

/** Rules of active rulesets for a branch, by patterns as GitHub reads them: `**` crosses slashes where a slash follows. */
export function branchRulesOf({ rulesets }: Settings, branch: string): readonly Fields[] {
  const ref = `refs/heads/${branch}`;
  return rulesets
    .filter(({ target, enforcement }) => target === "branch" && enforcement === "active")
    .filter(({ conditions }) => conditions.ref_name.include.some((pattern) => minimatch(ref, pattern)))
    .flatMap(({ id, rules }) => rules.map((rule) => ({ ...rule, ruleset_id: id })));
}
