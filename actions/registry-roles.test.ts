/** What each job may do in the registry and at the forge, by the verbs that it runs: enough for them, and no more. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";

const folder = new URL("../.github/workflows/", import.meta.url);
const step = z.looseObject({
  uses: z.string().optional(),
  if: z.unknown().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const workflow = z.looseObject({ jobs: z.record(z.string(), z.looseObject({ steps: z.array(step) })) });
type Step = z.output<typeof step>;

/** What each may do stands in eks/generate/github.ts: `READ` reads, and names an image that is there by its version. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  "push-image": ["AWS_ROLE_ARN", "AWS_HOTFIX_ROLE_ARN"],
  bump: ["AWS_READ_ROLE_ARN"],
  promote: ["AWS_READ_ROLE_ARN"],
  hotfix: ["AWS_READ_ROLE_ARN"],
  rollback: ["AWS_READ_ROLE_ARN"],
  "check-gates": ["AWS_READ_ROLE_ARN"],
};

/** Verbs that push branches, and tags in git. */
const PUSHING = ["bump", "promote", "hotfix", "rollback"];

function faults(text: string): readonly string[] {
  return Object.entries(workflow.parse(parse(text)).jobs).flatMap(([name, { steps }]) =>
    ofJob(steps).map((fault) => `${name}: ${fault}`),
  );
}

function ofJob(steps: readonly Step[]): readonly string[] {
  const verbs = steps.flatMap(({ uses }) => /^\.\/actions\/([a-z-]+)$/.exec(uses ?? "")?.[1] ?? []);
  const needs = verbs.flatMap((verb) => (ROLES[verb] === undefined ? [] : [ROLES[verb]]));
  const allowed = new Set(needs.flat());
  const logins = steps.filter(({ uses }) => uses === "./.github/actions/aws-registry");
  const roles = logins.map((login) => /^\$\{\{ vars\.(\w+) \}\}$/.exec(String(login.with.role))?.[1]);
  const guards = logins.filter((login, index) => !String(login.if).includes(`vars.${roles[index]} != ''`));
  const app = steps.find(({ uses }) => uses?.startsWith("actions/create-github-app-token@"));
  const isPushing = verbs.some((verb) => PUSHING.includes(verb));
  return [
    ...needs
      .filter((some) => !some.some((role) => roles.includes(role)))
      .map(([role]) => `no login as ${role}`),
    ...roles.filter((role) => role === undefined || !allowed.has(role)).map((role) => `logs in as ${role}`),
    ...guards.map(() => "a login whose condition asks for another role"),
    ...(isPushing && app?.with["permission-contents"] !== "write" ? ["the App may not push"] : []),
  ];
}

test.each(readdirSync(folder))("%s: each job may do what its verbs need, and no more", (file) => {
  expect(faults(readFileSync(new URL(file, folder), "utf8"))).toEqual([]);
});

const land = readFileSync(new URL("hotfix-land.yml", folder), "utf8");

test.each([
  ["a hotfix with the role that pushes", /AWS_READ_ROLE_ARN/g, "AWS_ROLE_ARN", "logs in as AWS_ROLE_ARN"],
  ["a hotfix without a login", /role: .*/, "role: none", "no login as AWS_READ_ROLE_ARN"],
  ["another role's condition", /vars\.AWS_READ_ROLE_ARN !=/, "vars.AWS_ROLE_ARN !=", "whose condition"],
  ["an App that only reads", /permission-contents: write/, "permission-contents: read", "may not push"],
])("planted: %s", (_, from, to, fault) => {
  expect(faults(land.replace(from, to)).join("; ")).toContain(fault);
});

test("the role of bump, promote and hotfix may make a version's tag, and upload no layer", () => {
  const stack = readFileSync(new URL("../eks/stacks/github.yaml", import.meta.url), "utf8");
  const [, role = ""] = /^ {2}ReadRole:\n((?: {4}.*\n)+)/m.exec(stack) ?? [];
  expect(role).toContain("- ecr:PutImage\n");
  expect(role).not.toMatch(/LayerUpload|UploadLayerPart/);
});
