import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { applicationSets } from "./application-sets.ts";
import { environments } from "./environments.ts";
import { people } from "./people.ts";
import { platforms } from "./platforms.ts";
import { projects } from "./projects.ts";
import { readable } from "./readable.ts";
import { releases } from "./releases.ts";
import { root } from "./root.ts";
import type { Files, Rule } from "./rule.ts";
import { scaling } from "./scaling.ts";

const rules: readonly Rule[] = [
  readable,
  environments,
  people,
  scaling,
  releases,
  platforms,
  applicationSets,
  projects,
  root,
];

/** Everything wrong with what Argo CD is told to run, at once; empty when nothing is. */
export function lint(files: Files): readonly string[] {
  return [...new Set(rules.flatMap((rule) => rule(files)))];
}

/** The YAML files of argocd/ and environments/ below `folder`, by path. */
export async function readFiles(folder: string): Promise<Files> {
  const found = await Promise.all(["argocd", "environments"].map((top) => yamlFiles(folder, top)));
  const read = async (path: string) => [path, await readFile(join(folder, path), "utf8")] as const;
  return new Map(await Promise.all(found.flat().map(read)));
}

async function yamlFiles(folder: string, top: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, top), { recursive: true });
  return entries
    .filter((entry) => /\.ya?ml$/.test(entry) && !entry.includes("node_modules"))
    .map((entry) => `${top}/${entry}`);
}
