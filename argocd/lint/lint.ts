import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { CONFIG_FILE } from "@slipway/lib/domain/config/config.ts";
import { applicationSets } from "./application-sets.ts";
import { clusters } from "./clusters.ts";
import { controlPlane } from "./control-plane.ts";
import { environments } from "./environments.ts";
import { generators } from "./generators.ts";
import { holds } from "./holds.ts";
import { layout } from "./layout.ts";
import { mesh } from "./mesh.ts";
import { people } from "./people.ts";
import { plain } from "./plain.ts";
import { platforms } from "./platforms.ts";
import { projects } from "./projects.ts";
import { releases } from "./releases.ts";
import { rolloutsController } from "./rollouts-controller.ts";
import { root } from "./root.ts";
import type { Files, Rule } from "./rule.ts";
import { scaling } from "./scaling.ts";
import { settings } from "./settings.ts";

const rules: readonly Rule[] = [
  settings,
  plain,
  layout,
  holds,
  environments,
  people,
  scaling,
  releases,
  mesh,
  platforms,
  applicationSets,
  generators,
  projects,
  controlPlane,
  root,
  rolloutsController,
  clusters,
];

/** All findings about what Argo CD runs; empty if there are none. */
export function lint(files: Files): readonly string[] {
  return [...new Set(rules.flatMap((rule) => rule(files)))];
}

/** slipway.yaml, .gitattributes, and the files of argocd/ and environments/ below `folder` that are no code, tests or texts, by path. */
export async function readFiles(folder: string): Promise<Files> {
  const found = await Promise.all(["argocd", "environments"].map((top) => filesBelow(folder, top)));
  const read = async (path: string) => [path, await readFile(join(folder, path), "utf8")] as const;
  const own = [CONFIG_FILE, ".gitattributes"].filter((file) => existsSync(join(folder, file)));
  return new Map(await Promise.all([...found.flat(), ...own].map(read)));
}

/** A hold with the extension of a text file holds nothing, and must be found. */
const HOLD = /^environments\/[^/]+\/holds\/(?!README\.md$)/;

async function filesBelow(folder: string, top: string): Promise<readonly string[]> {
  const entries = await readdir(join(folder, top), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter(
      (path) =>
        !/^argocd\/(?:.*\/)?node_modules\//.test(path) && (HOLD.test(path) || !/\.(?:ts|md)$/.test(path)),
    );
}
