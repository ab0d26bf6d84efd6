import { Findings, UserError } from "../errors/user-error.ts";
import { parseYaml } from "../parsing/yaml.ts";
import type { Tree } from "../repository/git.ts";
import { type Environment, environmentSchema, toEnvironment } from "./environment.ts";

export type { Environment, Grouping, Merge } from "./environment.ts";
export type { CustomGate, Freeze, Gates, HotfixPolicy, RollbackPolicy } from "./policy.ts";

const FILE = /^environments\/([^/]+)\/environment\.yaml$/;

const kind = {
  schema: environmentSchema,
  remedy: "environments/README.md shows a right environment.yaml.",
};

/** All environments of a commit in promotion order. Throws `Findings` with everything wrong in any of them. */
export async function readEnvironments(tree: Tree): Promise<readonly Environment[]> {
  const files = (await tree.list("environments")).filter((path) => FILE.test(path));
  const contents = await Promise.all(files.map((path) => tree.read(path)));
  const parsed = files.map((path, index) => parseYaml(contents[index] ?? "", path, kind));
  Findings.throwIfAny(parsed.flatMap((one) => one.findings));
  const environments = parsed.flatMap((one) => (one.value === undefined ? [] : [toEnvironment(one.value)]));
  Findings.throwIfAny(files.flatMap((path, index) => misfits(path, environments[index], environments)));
  return environments.toSorted((one, other) => one.order - other.order);
}

/** One environment by its folder, independent of faults in others. Throws `Findings`, or that there is none. */
export async function readEnvironment(tree: Tree, folder: string): Promise<Environment> {
  const path = `environments/${folder}/environment.yaml`;
  const content = await tree.read(path);
  if (content === undefined) throw new UserError(`${path}: there is no such file.\n  ${kind.remedy}`);
  const { value, findings } = parseYaml(content, path, kind);
  if (value === undefined) throw new Findings(findings);
  return toEnvironment(value);
}

/** The named environment, or an error that lists those there are. */
export function requireEnvironment(environments: readonly Environment[], name: string): Environment {
  const found = environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const known = environments.map((environment) => environment.name).join(", ") || "none";
  throw new UserError(`environment ${JSON.stringify(name)}: not found.\n  Known: ${known}.`);
}

/** What is wrong between one environment, its folder and the others. */
function misfits(
  path: string,
  environment: Environment | undefined,
  all: readonly Environment[],
): readonly string[] {
  if (environment === undefined) return [];
  const folder = FILE.exec(path)?.[1] ?? "";
  const { name, order, after, namespace } = environment;
  const source = all.find((other) => other.name === after);
  const others = all.filter((other) => other !== environment);
  const sameOrder = others.find((other) => other.order === order);
  const sameNamespace = others.find(
    (other) => other.namespace === namespace && other.clusters.some((c) => environment.clusters.includes(c)),
  );
  const findings: string[] = [];
  if (name !== folder) {
    findings.push(
      `name: the folder is ${JSON.stringify(folder)}, got ${JSON.stringify(name)}.\n  Give both the same name.`,
    );
  }
  if (after !== undefined && source === undefined) {
    findings.push(`after: there is no environment ${JSON.stringify(after)}.\n  Name one that has a folder.`);
  }
  if (source !== undefined && source.order >= order) {
    findings.push(
      `order: ${order} is not after ${source.name}'s ${source.order}.\n  Give it a higher number.`,
    );
  }
  if (sameOrder !== undefined) {
    findings.push(`order: ${order} is ${sameOrder.name}'s too.\n  Give each environment its own.`);
  }
  if (sameNamespace !== undefined) {
    findings.push(
      `namespace: ${namespace} is ${sameNamespace.name}'s too, in the same cluster.\n  Give each environment its own.`,
    );
  }
  if (after !== undefined && environment.merge === "push") {
    findings.push(
      `merge: "push" is for the first environment, this one follows ${after}.\n  Write auto (the bot merges its pull requests) or review (people do).`,
    );
  }
  return findings.map((finding) => `${path}: ${finding}`);
}
