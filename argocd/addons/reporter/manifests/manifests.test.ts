import { exec } from "@slipway/lib/io/exec/exec.ts";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { parseConfig } from "../src/config.ts";

interface Manifest {
  readonly kind: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly rules?: readonly Rule[];
}

interface Rule {
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

async function render(folder: string): Promise<readonly Manifest[]> {
  const { stdout } = await exec("kustomize", ["build", folder]);
  return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
}

const rulesOf = (manifests: readonly Manifest[]) => manifests.flatMap(({ rules }) => rules ?? []);

const KINDS = [
  ...["analysisruns", "applications", "cronjobs", "daemonsets", "deployments", "jobs", "replicasets"],
  ...["rollouts", "statefulsets"],
];

/** Rights of a rule other than reading the kinds that evidence needs. */
function excess(rules: readonly Rule[]): readonly string[] {
  return rules.flatMap(({ resources, verbs }) => [
    ...resources.filter((resource) => !KINDS.includes(resource)),
    ...verbs.filter((verb) => !["list", "watch"].includes(verb)),
  ]);
}

test("grants only read access to the kinds that evidence needs", async () => {
  const rules = rulesOf(await render(import.meta.dirname));
  expect(excess(rules)).toEqual([]);
  expect(rules.flatMap(({ resources }) => resources).sort()).toEqual(KINDS);
  // Planted: a rule that would let the reporter change the objects that it reports.
  expect(excess([...rules, { resources: ["rollouts", "secrets"], verbs: ["list", "patch"] }])).toEqual([
    "secrets",
    "patch",
  ]);
});

test("the separate access, for a reporter outside the cluster, grants the same rights", async () => {
  const access = await render(`${import.meta.dirname}/access`);
  expect(access.map(({ kind }) => kind)).not.toContain("Deployment");
  expect(rulesOf(access)).toEqual(rulesOf(await render(import.meta.dirname)));
});

test("the reporter accepts the configuration in the ConfigMap", async () => {
  const manifests = await render(import.meta.dirname);
  const text = manifests.find(({ kind }) => kind === "ConfigMap")?.data?.["reporter.yaml"] ?? "";
  expect(parseConfig(text, "reporter.yaml").targets.map(({ environment }) => environment)).toEqual([
    "dev",
    "staging",
    "prod",
  ]);
});
