import { glob, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { checkCluster } from "./check/cluster.ts";
import { VERSION as POSTGRES } from "./generate/database.ts";
import { generated } from "./generate/generate.ts";
import { readPrices } from "./plan/costs.ts";
import { ending, placeholders, planText, unset } from "./plan/report.ts";
import { steps } from "./plan/steps.ts";
import { readRepository } from "./repository/repository.ts";
import { examples } from "./repository/settings.ts";
import { readVersions } from "./repository/versions.ts";

/** Each prints what it found out and returns what is wrong. */
export type Command = (root: string, now: Date) => Promise<readonly string[]>;

/** Writes eks/stacks again. */
export const generate: Command = async (root) => {
  const files = generated(await readRepository(root));
  await mkdir(join(root, "eks/stacks"), { recursive: true });
  for (const [path, text] of files) await writeFile(join(root, path), text);
  console.log(`eks/stacks: ${files.size} files written.`);
  return [];
};

/** Prints every command from an empty account to the first delivery. */
export const plan: Command = async (root) => {
  const repository = await readRepository(root);
  const prices = await readPrices(root);
  const filled = placeholders(await readFilled(root));
  const missing = [
    ...examples(repository.settings),
    ...unset(repository.environments, repository.settings),
    ...filled.byPeople,
  ];
  const all = steps({ repository, prices, clusters: await readClusters(root) });
  console.log(planText(all, prices, { missing, later: filled.bySteps }));
  return [];
};

/** Text of the files in which steps and people write what an account gives. */
async function readFilled(root: string): Promise<ReadonlyMap<string, string>> {
  const patterns = [
    "argocd/addons/*/values-*.yaml",
    "argocd/clusters/*/{nats,reporter}/*.yaml",
    "eks/clusters/*.yaml",
  ];
  const paths: string[] = [];
  for await (const path of glob(patterns, { cwd: root })) paths.push(path);
  const read = async (path: string) => [path, await readFile(join(root, path), "utf8")] as const;
  return new Map(await Promise.all(paths.sort().map(read)));
}

/** What ends within 90 days. */
export const versions: Command = async (root, now) => {
  const used = [...(await readClusters(root))].map(([name, text]) => ({
    where: `eks/clusters/${name}.yaml`,
    table: "kubernetes" as const,
    version: String(parse(text).metadata?.version),
  }));
  const database = { where: "eks/generate/database.ts", table: "postgres" as const, version: POSTGRES };
  const table = await readVersions(root);
  const findings = ending(table, [...used, database], now, 90);
  if (findings.length === 0)
    console.log(`Nothing ends within 90 days (eks/versions.yaml, read on ${table.read}).`);
  return findings;
};

/** Text of each ClusterConfig by its environment. */
async function readClusters(root: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(join(root, "eks/clusters"))).sort();
  const read = async (name: string) =>
    [name.replace(/\.yaml$/, ""), await readFile(join(root, "eks/clusters", name), "utf8")] as const;
  return new Map(await Promise.all(names.map(read)));
}

/** The first line that differs from what is generated. */
function staleFindings(path: string, present: string, wanted: string): readonly string[] {
  if (present === wanted) return [];
  const [has, gives] = [present.split("\n"), wanted.split("\n")];
  const index = gives.findIndex((line, at) => line !== has[at]);
  const line = index < 0 ? gives.length : index;
  const shown = (text: string | undefined) => (text === undefined ? "no line" : JSON.stringify(text.trim()));
  return [
    `${path}:${line + 1}: is not what the repository gives: ${shown(gives[line])}, got ${shown(has[line])}.\n  Renew it: npm run eks -- generate.`,
  ];
}

/** What is wrong with clusters and stacks. */
export const check: Command = async (root, now) => {
  const repository = await readRepository(root);
  const rules = { settings: repository.settings, versions: await readVersions(root), now };
  const all = await Promise.all(
    [...(await readClusters(root))].map(([name, text]) =>
      checkCluster(text, `eks/clusters/${name}.yaml`, rules),
    ),
  );
  const stale = await Promise.all(
    [...generated(repository)].map(async ([path, text]) =>
      staleFindings(path, await readFile(join(root, path), "utf8").catch(() => ""), text),
    ),
  );
  return [...all.flat(), ...stale.flat()];
};
