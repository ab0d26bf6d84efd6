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

const READ = "AWS_READ_ROLE_ARN";
const TAG = "AWS_TAG_ROLE_ARN";
/** What each may do is in eks/generate/github.ts: READ only reads; TAG also names an image that is there by its version. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  "push-image": ["AWS_ROLE_ARN", "AWS_HOTFIX_ROLE_ARN"],
  bump: [TAG],
  promote: [READ],
  hotfix: [TAG],
  rollback: [READ],
  "check-gates": [READ],
};

/** Verbs that push branches, and tags in git. */
const PUSHING = ["bump", "promote", "hotfix", "rollback"];

function faults(text: string): readonly string[] {
  return Object.entries(workflow.parse(parse(text)).jobs).flatMap(([name, { steps }]) =>
    ofJob(steps).map((fault) => `${name}: ${fault}`),
  );
}

function ofJob(steps: readonly Step[]): readonly string[] {
  const verbs = steps.flatMap(
    ({ uses }) => /^\.\/(?:\.\.\/slipway\/)?actions\/([a-z-]+)$/.exec(uses ?? "")?.[1] ?? [],
  );
  const each = verbs.flatMap((verb) => (ROLES[verb] === undefined ? [] : [ROLES[verb]]));
  // A job logs in once, and TAG may do what READ may.
  const tags = each.some(([role]) => role === TAG);
  const needs = each.filter(([role]) => !tags || role !== READ);
  const allowed = new Set(needs.flat());
  const logins = steps.filter(({ uses }) => uses?.endsWith("/.github/actions/aws-registry"));
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
  ["a hotfix with the role that pushes", /AWS_TAG_ROLE_ARN/g, "AWS_ROLE_ARN", "logs in as AWS_ROLE_ARN"],
  ["a hotfix without a login", /role: .*/, "role: none", "no login as AWS_TAG_ROLE_ARN"],
  ["another role's condition", /vars\.AWS_TAG_ROLE_ARN !=/, "vars.AWS_ROLE_ARN !=", "whose condition"],
  ["an App that only reads", /permission-contents: write/, "permission-contents: read", "may not push"],
])("planted: %s", (_, from, to, fault) => {
  expect(faults(land.replace(from, to)).join("; ")).toContain(fault);
});

/** The rights of a role in the stack that eks/ generates. */
function rightsOf(role: string): readonly string[] {
  const stack = readFileSync(new URL("../eks/stacks/github.yaml", import.meta.url), "utf8");
  const [, text = ""] = new RegExp(`^ {2}${role}:\\n((?: {4}.*\\n)+)`, "m").exec(stack) ?? [];
  return [...text.matchAll(/- (ecr:\w+)$/gm)].map(([, right = ""]) => right);
}

test("the role of bump and hotfix may make a version's tag, and upload no layer", () => {
  expect(rightsOf("TagRole")).toContain("ecr:PutImage");
  expect(rightsOf("TagRole").filter((right) => /Upload/.test(right))).toEqual([]);
});

test("the role of rollback and check-gates reads, and changes nothing", () => {
  const rights = rightsOf("ReadRole");
  expect(rights).toContain("ecr:BatchGetImage");
  expect(rights.filter((right) => !/^ecr:(BatchGet|BatchCheck|Describe|Get|List)/.test(right))).toEqual([]);
});

test.each(["rollback.yml", "gates-check.yml"])("planted: %s with the role that makes tags", (file) => {
  const text = readFileSync(new URL(file, folder), "utf8").replaceAll(
    "AWS_READ_ROLE_ARN",
    "AWS_TAG_ROLE_ARN",
  );
  expect(faults(text).join("; ")).toContain("logs in as AWS_TAG_ROLE_ARN");
});
