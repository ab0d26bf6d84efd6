/** What a repository holds before Slipway: folders with a Dockerfile are services. */
import { posix } from "node:path";
import { contextUse } from "@slipway/lib/domain/services/dockerfile/dockerfile.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { type OwnManifests, ownManifests } from "./own-manifests.ts";

export interface Found {
  readonly name: string;
  /** "" is the root. */
  readonly folder: string;
  /** Build context relative to the folder, if it is another folder. */
  readonly context: string | undefined;
  readonly port: number;
  /** A chart or kustomization that is there already. */
  readonly own: OwnManifests | undefined;
}

const ELSEWHERE = /(?:^|\/)(?:node_modules|vendor|testdata|\.[^/]+)\//;

/** Sorted by folder; a service of the root takes the product's name. */
export async function findServices(tree: Tree, product: string): Promise<readonly Found[]> {
  const files = (await tree.list("")).filter(
    (path) => posix.basename(path) === "Dockerfile" && !ELSEWHERE.test(path),
  );
  return Promise.all(
    files.map(async (file) => {
      const folder = posix.dirname(file) === "." ? "" : posix.dirname(file);
      const text = (await tree.read(file))?.toString() ?? "";
      const name = serviceName(posix.basename(folder) || product);
      const own = await ownManifests(tree, folder, name);
      return { name, folder, context: await contextOf(tree, folder, text), port: portIn(text), own };
    }),
  );
}

function serviceName(folder: string): string {
  return folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
}

function portIn(dockerfile: string): number {
  return Number(/^EXPOSE\s+(\d+)/im.exec(dockerfile)?.[1] ?? 8080);
}

/** The root, if files that the Dockerfile copies or its commands name exist there and not in its own folder. */
async function contextOf(tree: Tree, folder: string, dockerfile: string): Promise<string | undefined> {
  if (folder === "") return undefined;
  const { sources, commands } = contextUse(dockerfile, undefined);
  const copied = sources.filter((source) => !/[*?[]/.test(source) && source !== "");
  const named = commands.flatMap(
    ({ text }) => text.match(/(?<![\w./-])(?:\.\/)?[\w-]+(?:\/[\w.-]+)*/g) ?? [],
  );
  // A word of a command is a path only if it looks like one.
  const paths = [...copied, ...named.filter((word) => word.includes("/"))];
  const isThere = async (path: string) =>
    (await tree.entry(path)) !== undefined || (await tree.list(path)).length > 0;
  for (const path of paths.map((each) => posix.normalize(each))) {
    const here = await isThere(posix.join(folder, path));
    if (!here && (await isThere(path))) return posix.relative(folder, "");
  }
  return undefined;
}

/** Globs that find exactly these folders: `services/*` where everything there is a service. */
export function patternsOf(found: readonly Found[]): readonly string[] {
  const parents = new Set(found.map(({ folder }) => posix.dirname(folder)));
  const [parent = "."] = parents;
  if (found.length > 1 && parents.size === 1 && parent !== ".") return [`${parent}/*`];
  return found.map(({ folder }) => folder || ".");
}
