/** What is generated is what is committed, is narrow, and loses no data. */
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { policyFindings } from "../check/policy.ts";
import { type Repository, readRepository } from "../repository/repository.ts";
import { roleUses } from "../repository/workflows.ts";
import { generated, stacks } from "./generate.ts";
import { lifecycle } from "./registry.ts";

const root = join(import.meta.dirname, "../..");
let repository: Repository;
beforeAll(async () => {
  repository = await readRepository(root);
});

test("eks/stacks is what the repository gives (renew it with: npm run eks -- generate)", async () => {
  const files = generated(repository);
  expect((await readdir(join(root, "eks/stacks"))).sort().map((name) => `eks/stacks/${name}`)).toEqual(
    [...files.keys()].sort(),
  );
  for (const [path, text] of files) expect(readFileSync(join(root, path), "utf8"), path).toBe(text);
});

test("ES-9 every service has a repository, and every secret that an environment reads is made", () => {
  const folders = [...generated(repository)].map(([path, text]) => [path, parse(text)] as const);
  const registry = folders.find(([path]) => path.endsWith("registry.yaml"))?.[1];
  const names = Object.values<{ Properties: { RepositoryName?: string } }>(registry.Resources).map(
    (one) => one.Properties.RepositoryName,
  );
  expect(names).toEqual(expect.arrayContaining([...repository.images]));
  for (const { name } of repository.environments) {
    const text = readFileSync(join(root, `environments/${name}/platform/credentials.yaml`), "utf8");
    const read = [...text.matchAll(/remoteRef: \{ key: ([^,]+),/g)].map(([, key]) => key);
    const stack = stacks(repository).get(`environment-${name}`);
    const made = Object.values(stack?.resources ?? {}).flatMap(({ Type, Properties }) =>
      Type === "AWS::SecretsManager::Secret" ? [Properties.Name] : [],
    );
    expect(made).toEqual(expect.arrayContaining(read));
  }
});

test("ES-8 no policy has a wildcard without a reason; a planted one is found", () => {
  const all = [...generated(repository)].flatMap(([path, text]) => policyFindings(path, parse(text)));
  expect(all).toEqual([]);
  const github = generated(repository).get("eks/stacks/github.yaml") ?? "";
  const found = (text: string) => policyFindings("eks/stacks/github.yaml", parse(text)).join("\n");
  expect(found(github.replace("ecr:PutImage", '"ecr:*"'))).toContain("the action ecr:* has a wildcard");
  expect(found(github.replace("repository/shop/ads", "repository/*"))).toContain(
    "repository/* has a wildcard",
  );
  expect(
    found(
      github.replace(
        "Resource:\n",
        'NotResource: "*"\nResource:\n'.replace("\nResource", "\n                Resource"),
      ),
    ),
  ).toContain("NotResource");
});

test("ET-6 who pushes can delete nothing and change no repository", () => {
  expect(generated(repository).get("eks/stacks/github.yaml")).not.toMatch(
    /ecr:(Batch)?Delete|PutImageTagMutability|PutLifecycle|SetRepositoryPolicy/,
  );
});

test("what holds data survives its stack, and a change that would replace it", () => {
  const keeps = /::(?:Repository|DBInstance|ReplicationGroup|BackupVault|Secret|Key|HostedZone|LogGroup)$/;
  for (const [name, { resources }] of stacks(repository)) {
    for (const [logical, resource] of Object.entries(resources).filter(([, { Type }]) => keeps.test(Type))) {
      const kept = `${resource.DeletionPolicy} ${resource.UpdateReplacePolicy}`;
      expect(kept, `${name}: ${logical}`).toMatch(/^(Retain Retain|Snapshot Snapshot)$/);
    }
  }
});

/** What ECR expires: an image counts to the first rule whose patterns one of its tags matches, and to no other. */
function expires(
  rules: readonly (typeof lifecycle.rules)[number][],
  tags: readonly string[],
  ageDays: number,
): boolean {
  const matches = (pattern: string) => {
    const source = pattern.replaceAll(".", "\\.").replaceAll("*", ".*");
    return tags.some((tag) => new RegExp(`^${source}$`).test(tag));
  };
  const rule = [...rules]
    .sort((one, other) => one.rulePriority - other.rulePriority)
    .find(({ selection }) => selection.tagPatternList.some(matches));
  return rule?.selection.countType === "sinceImagePushed" && ageDays > rule.selection.countNumber;
}

test.each([
  ["what was ever released stays", ["sha-0123456789ab", "1.4.2"], 900, false],
  ["a signature stays", ["sha256-0123.sig"], 900, false],
  ["an image that is part of another stays", [], 900, false],
  ["what was built today stays", ["sha-0123456789ab"], 0, false],
  ["what was never released goes", ["sha-0123456789ab"], 31, true],
])("lifecycle: %s", (_, tags, age, gone) => {
  expect(expires(lifecycle.rules, tags, age)).toBe(gone);
});

test("lifecycle: without the first rule a released image would go", () => {
  expect(expires(lifecycle.rules.slice(1), ["sha-0123456789ab", "1.4.2"], 31)).toBe(true);
});

const job = (more: string) => `on: { push: { branches: [main] } }
jobs:
  publish:
    ${more}
    steps: [{ uses: ./.github/actions/aws-registry, with: { role: "\${{ vars.AWS_ROLE_ARN }}" } }]
`;

test("a trust follows its workflow: branch, environment and file", () => {
  expect(
    roleUses("x.yml", job("permissions: { id-token: write }").replace("[main]", "[release]")),
  ).toMatchObject([{ ref: "refs/heads/release" }]);
  expect(roleUses("x.yml", job("permissions: { id-token: write }\n    environment: delivery"))).toMatchObject(
    [{ environment: "delivery" }],
  );
  expect(() => roleUses("x.yml", job("name: no"))).toThrow(
    /jobs\.publish: takes a role without id-token: write/,
  );
  expect(() =>
    roleUses("x.yml", job("permissions: { id-token: write }").replace("vars.AWS_ROLE_ARN", "inputs.role")),
  ).toThrow(/Name one repository variable/);
  expect(() =>
    roleUses("x.yml", job("permissions: { id-token: write }").replace("[main]", "[main, x]")),
  ).toThrow(/a workflow of its own/);
});
