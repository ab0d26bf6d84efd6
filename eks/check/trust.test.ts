/** Who may take the roles that push and read images: real claims of GitHub's tokens against the generated trusts. */
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { stacks } from "../generate/generate.ts";
import { type Repository, readRepository } from "../repository/repository.ts";
import { type Claims, mayAssume, trustFindings } from "./trust.ts";

let repository: Repository;
let trusts: Readonly<Record<string, unknown>>;
let provider: string;

beforeAll(async () => {
  repository = await readRepository(join(import.meta.dirname, "../.."));
  provider = `arn:aws:iam::${repository.settings.account}:oidc-provider/token.actions.githubusercontent.com`;
  trusts = trustsOf(repository);
});

function trustsOf(of: Repository): Readonly<Record<string, unknown>> {
  const resources = stacks(of).get("github")?.resources ?? {};
  return Object.fromEntries(
    Object.entries(resources).map(([name, { Properties }]) => [name, Properties.AssumeRolePolicyDocument]),
  );
}

const own = "slipway-dev/slipway";
const main = "refs/heads/main";

/** What a token of deliver.yml's job that publishes says. */
const publish: Claims = {
  aud: "sts.amazonaws.com",
  sub: `repo:${own}:ref:${main}`,
  repository: own,
  repository_id: "123456789",
  ref: main,
  job_workflow_ref: `${own}/.github/workflows/deliver.yml@${main}`,
};
const promote: Claims = {
  ...publish,
  sub: `repo:${own}:environment:delivery`,
  job_workflow_ref: `${own}/.github/workflows/promote.yml@${main}`,
};
const inDelivery = (file: string): Claims => ({
  ...promote,
  job_workflow_ref: `${own}/.github/workflows/${file}@${main}`,
});
const branch = "refs/heads/hotfix/stock";
const hotfix: Claims = {
  ...publish,
  sub: `repo:${own}:ref:${branch}`,
  ref: branch,
  job_workflow_ref: `${own}/.github/workflows/hotfix.yml@${branch}`,
};
const without = (claim: string): Claims =>
  Object.fromEntries(Object.entries(publish).filter(([key]) => key !== claim));

test.each([
  ["the job that publishes, on main", publish, "Role"],
  ["promote.yml in its environment", promote, "TagRole"],
  ["rollback.yml in its environment", inDelivery("rollback.yml"), "ReadRole"],
  ["gates-check.yml in its environment", inDelivery("gates-check.yml"), "ReadRole"],
  ["hotfix-land.yml in its environment", inDelivery("hotfix-land.yml"), "TagRole"],
  [
    "deliver.yml's job that pins",
    { ...promote, job_workflow_ref: publish.job_workflow_ref ?? "" },
    "TagRole",
  ],
  ["hotfix.yml on a hotfix branch", hotfix, "HotfixRole"],
])("ES-8 ET-5 %s takes its role, and no other", (_, claims, role) => {
  expect(Object.keys(trusts).filter((name) => mayAssume(trusts[name], provider, claims))).toEqual([role]);
});

test.each<[string, Claims]>([
  ["another repository", { ...publish, sub: `repo:evil/slipway:ref:${main}`, repository_id: "5" }],
  ["a repository that took the name later", { ...publish, repository_id: "987654321" }],
  [
    "the subject with permanent numbers, which this repository's has not",
    { ...publish, sub: `repo:slipway-dev-1/slipway-2:ref:${main}` },
  ],
  ["another branch", { ...publish, sub: `repo:${own}:ref:refs/heads/feature`, ref: "refs/heads/feature" }],
  ["a tag", { ...publish, sub: `repo:${own}:ref:refs/tags/v1`, ref: "refs/tags/v1" }],
  ["a pull request", { ...publish, sub: `repo:${own}:pull_request`, ref: "refs/pull/7/merge" }],
  ["another environment", { ...promote, sub: `repo:${own}:environment:preview` }],
  ["the environment on another branch", { ...promote, ref: "refs/heads/feature" }],
  [
    "another workflow on main",
    { ...publish, job_workflow_ref: `${own}/.github/workflows/board.yml@${main}` },
  ],
  [
    "the workflow of another branch",
    { ...publish, job_workflow_ref: `${own}/.github/workflows/deliver.yml@refs/heads/x` },
  ],
  [
    "a reusable workflow elsewhere",
    { ...publish, job_workflow_ref: `evil/x/.github/workflows/deliver.yml@${main}` },
  ],
  ["the hotfix's workflow on main", { ...hotfix, sub: publish.sub ?? "", ref: main }],
  [
    "deliver.yml on a hotfix branch",
    { ...hotfix, job_workflow_ref: `${own}/.github/workflows/deliver.yml@${branch}` },
  ],
  [
    "a branch that only begins like one",
    { ...hotfix, sub: `repo:${own}:ref:refs/heads/hotfixes`, ref: "refs/heads/hotfixes" },
  ],
  ["another audience", { ...publish, aud: `https://github.com/${own}` }],
  ["no audience", without("aud")],
  ["no number of the repository", without("repository_id")],
  ["no workflow", without("job_workflow_ref")],
])("ES-8 ET-5 takes no role: %s", (_, claims) => {
  expect(Object.keys(trusts).filter((name) => mayAssume(trusts[name], provider, claims))).toEqual([]);
});

test("ES-8 a repository whose tokens name permanent numbers is trusted by those", () => {
  const subject = "repo:slipway-dev-1234/slipway-5678";
  const renumbered = trustsOf({ ...repository, settings: { ...repository.settings, subject } });
  expect(mayAssume(renumbered.Role, provider, { ...publish, sub: `${subject}:ref:${main}` })).toBe(true);
  expect(mayAssume(renumbered.Role, provider, publish)).toBe(false);
});

test("a provider that is not GitHub's takes no role", () => {
  expect(mayAssume(trusts.Role, `${provider}.example.com`, publish)).toBe(false);
});

test.each([
  [
    "a whole organisation",
    `repo:${own}:ref:${main}`,
    "repo:slipway-dev/*",
    "StringLike",
    /sub may be repo:slipway-dev\/\*/,
  ],
  ["every branch", `repo:${own}:ref:${main}`, `repo:${own}:*`, "StringLike", /sub may be/],
  [
    "an operator that absent claims pass",
    "",
    "",
    "ForAllValues:StringEquals",
    /ForAllValues:StringEquals is not an operator/,
  ],
])("EF-8 rejected: a trust for %s", (_, from, to, operator, found) => {
  const text = JSON.stringify(trusts.Role).replace("StringEquals", operator).replace(from, to);
  expect(trustFindings("eks/stacks/github.yaml", JSON.parse(text)).join("\n")).toMatch(found);
});

test.each(["aud", "sub", "repository_id", "ref", "job_workflow_ref"])(
  "EF-8 rejected: a trust that does not ask for %s",
  (claim) => {
    const text = JSON.stringify(trusts.Role).replace(
      `githubusercontent.com:${claim}"`,
      'githubusercontent.com:actor"',
    );
    expect(trustFindings("eks/stacks/github.yaml", JSON.parse(text))).toContainEqual(
      expect.stringContaining(`the claim ${claim} is not asked for`),
    );
  },
);

test("the trusts that are generated are none of these", () => {
  expect(Object.values(trusts).flatMap((trust) => trustFindings("eks/stacks/github.yaml", trust))).toEqual(
    [],
  );
});
