/** The plan: complete, in order, with costs; and what ends soon. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { generated } from "../generate/generate.ts";
import { type Repository, readRepository } from "../repository/repository.ts";
import { readVersions } from "../repository/versions.ts";
import { clusterCost, type Prices, readPrices } from "./costs.ts";
import { ending, placeholders, planText } from "./report.ts";
import { type Step, steps } from "./steps.ts";

const root = join(import.meta.dirname, "../..");
const prod = readFileSync(join(root, "eks/clusters/prod.yaml"), "utf8");
let repository: Repository;
let prices: Prices;
let all: readonly Step[];

beforeAll(async () => {
  [repository, prices] = await Promise.all([readRepository(root), readPrices(root)]);
  const text = (name: string) =>
    [name, readFileSync(join(root, `eks/clusters/${name}.yaml`), "utf8")] as const;
  all = steps({
    repository,
    prices,
    clusters: new Map(repository.environments.map(({ name }) => text(name))),
  });
});

test("every stack is deployed once, and every deployed stack can be undone", () => {
  const run = all.flatMap((step) => step.run).join("\n");
  for (const path of generated(repository).keys()) expect(run.split(path)).toHaveLength(2);
  for (const step of all) {
    expect(step.check, step.title).not.toEqual([]);
    expect(step.undo, step.title).not.toEqual([]);
  }
});

test("a cluster comes after its key, and its stores after the cluster", () => {
  const text = all.flatMap((step) => step.run).join("\n");
  for (const { name } of repository.environments) {
    const places = [
      `key-${name}.yaml`,
      `eks/clusters/${name}.yaml | eksctl create cluster`,
      `environment-${name}.yaml`,
      "databases.sh",
      `bootstrap.ts --environment ${name}`,
    ];
    const found = places.map((place) =>
      text.indexOf(place, name === "dev" ? 0 : text.indexOf(`key-${name}.yaml`)),
    );
    expect(found).toEqual([...found].sort((one, other) => one - other));
    expect(found).not.toContain(-1);
  }
});

test("a third node costs a third more; a price that is missing is named", () => {
  const four = clusterCost(prices, prod.replace("desiredCapacity: 1", "desiredCapacity: 2"));
  const node = 0.2016 * 730 + 80 * 0.08;
  expect(four - clusterCost(prices, prod)).toBeCloseTo(node, 6);
  expect(() => clusterCost(prices, prod.replace("m7i.xlarge", "x9.huge"))).toThrow(
    "eks/prices.yaml: no price for x9.huge",
  );
});

test("what an account gives is named with its line until it is written", () => {
  const path = "argocd/clusters/prod/reporter/token.yaml";
  const text = readFileSync(join(root, path), "utf8");
  expect(placeholders(new Map([[path, text]])).byPeople).toEqual([
    expect.stringMatching(/token\.yaml:\d+: appID: "0"\. Write the number of the reporter's GitHub App/),
    expect.stringMatching(/token\.yaml:\d+: installID: "0"\. Write/),
  ]);
  const written = new Map([[path, text.replaceAll('"0"', '"4711"')]]);
  expect(placeholders(written)).toEqual({ byPeople: [], bySteps: [] });
  expect(placeholders(new Map([["prod.yaml", prod]])).bySteps).toEqual([
    expect.stringMatching(/prod\.yaml:\d+: the cluster's key/),
  ]);
});

test("the API server is open to one address while a cluster is made, and closed when all is synced", () => {
  for (const { name } of repository.environments) {
    const run = all.flatMap((step) => step.run);
    const made = run.findIndex((line) => line.includes(`eks/clusters/${name}.yaml | eksctl create`));
    const closed = run.indexOf(
      `eksctl utils update-cluster-vpc-config -f eks/clusters/${name}.yaml --approve`,
    );
    expect(made).toBeGreaterThan(-1);
    expect(closed).toBeGreaterThan(
      run.findIndex((line) => line.includes(`bootstrap.ts --environment ${name}`)),
    );
    expect(run[made]).toContain("publicAccessCIDRs: [$own]");
  }
});

test("the text names each step, its cost and what is still the example's", () => {
  const text = planText(all, prices, {
    missing: ["eks/aws.yaml: account: 111122223333 is the example's"],
    later: ["eks/clusters/prod.yaml:22: the cluster's key"],
  });
  expect(text).toContain("- eks/aws.yaml: account: 111122223333 is the example's");
  expect(text).toContain("## Written by the steps below\n\n- eks/clusters/prod.yaml:22: the cluster's key");
  for (const { title } of all) expect(text).toContain(title);
  expect(text).toMatch(/about \d+ USD a month at rest \(prices of \d{4}-\d\d-\d\d/);
});

test("what ends within 90 days is reported, and what nobody knows", async () => {
  const versions = await readVersions(root);
  const at = (days: number) => new Date(Date.parse("2027-03-27T00:00:00Z") - days * 86_400_000);
  const used = (version: string) => [
    { where: "eks/clusters/prod.yaml", table: "kubernetes" as const, version },
  ];
  expect(ending(versions, used("1.35"), at(90), 90)).toEqual([]);
  expect(ending(versions, used("1.35"), at(89), 90)).toEqual([
    expect.stringContaining("ends in 89 days, on 2027-03-27"),
  ]);
  expect(ending(versions, used("9.99"), at(0), 90)).toEqual([
    expect.stringContaining("9.99 is not in eks/versions.yaml"),
  ]);
});
