/** The npm workspace: which packages of this repository a service is built from. */
import { posix } from "node:path";
import * as z from "zod";
import { readConfig } from "../config/read.ts";
import { UserError } from "../errors/user-error.ts";
import type { Tree } from "../repository/git.ts";
import { SYMBOLIC_LINK } from "../repository/tree.ts";
import { matchingFolders, pnpmPatterns, workspacePatterns } from "./workspace-patterns.ts";

const needs = z.record(z.string(), z.string()).default({});
const packageFile = z.object({
  name: z.string().optional(),
  dependencies: needs,
  devDependencies: needs,
  optionalDependencies: needs,
  peerDependencies: needs,
  scripts: needs,
});

const PNPM = "pnpm-workspace.yaml";
const SUFFIX = "/package.json";

/** What a folder is built from, in this repository. */
export interface PackageInputs {
  /** The folder itself and those of all packages that it needs, directly or not, the folder first. */
  readonly folders: readonly string[];
  /** Single files that these packages name: an archive as a dependency, a script that builds. */
  readonly files: readonly string[];
}

/**
 * What a package needs to be built counts as what it needs to run: both change the bundle. A dependency counts by its
 * name, whatever its range, and by the place that `file:` or `link:` gives.
 */
export async function packageInputs(tree: Tree, folder: string): Promise<PackageInputs> {
  const packages = await readPackages(tree);
  const folderOf = new Map(
    [...packages.values()].flatMap(({ name, path, isNamed }) => (isNamed ? [[name, path]] : [])),
  );
  const all = await tree.list("");
  const known = new Set(all);
  const folders = new Set<string>();
  const files = new Set<string>();
  const visit = (path: string) => {
    if (folders.has(path)) return;
    folders.add(path);
    const own = packages.get(path);
    for (const [name, range] of own?.needs ?? []) {
      const named = folderOf.get(name) ?? folderOf.get(aliased(range));
      if (named !== undefined) visit(named);
      reach(resolvedPath(path, range));
    }
    for (const place of own?.places ?? []) reach(place);
  };
  const reach = (place: string | undefined) => {
    if (place === undefined || place.startsWith("..")) return;
    const owner = ownerOf(packages, place);
    if (owner !== undefined) visit(owner);
    else if (known.has(place)) files.add(place);
    else if (place !== "." && !folders.has(place)) folders.add(place);
  };
  visit(folder);
  for (const target of await linksOut(tree, [...folders])) reach(target);
  return { folders: [...folders], files: [...files] };
}

/** The folders of `packageInputs`. */
export async function workspaceFolders(tree: Tree, folder: string): Promise<readonly string[]> {
  return (await packageInputs(tree, folder)).folders;
}

/** All packages of the repository, those that npm does not link too. */
export async function workspacePackages(tree: Tree): Promise<readonly WorkspacePackage[]> {
  return [...(await readPackages(tree)).values()];
}

export interface WorkspacePackage {
  readonly path: string;
  readonly name: string;
  /** Whether npm links it by its name: a workspace. */
  readonly isNamed: boolean;
  readonly needs: readonly (readonly [string, string])[];
  /** Names of its scripts. */
  readonly scripts: readonly string[];
  /** Paths that its scripts name outside its folder, from the root. */
  readonly places: readonly string[];
}

/** All packages of the repository by folder: also those that only `file:` leads to. */
async function readPackages(tree: Tree): Promise<ReadonlyMap<string, WorkspacePackage>> {
  const files = (await tree.list("")).filter(
    (path) => path.endsWith(SUFFIX) && !path.split("/").includes("node_modules"),
  );
  const paths = files.map((file) => file.slice(0, -SUFFIX.length));
  // Whatever the root says, a folder of a service that has a package.json is one.
  const { services } = await readConfig(tree);
  const named = new Set(matchingFolders([...(await declaredWorkspaces(tree)), ...services], paths));
  const contents = await Promise.all(files.map((file) => tree.read(file)));
  return new Map(
    paths.flatMap((path, index) => {
      const read = toPackage(files[index] ?? "", contents[index], path, named.has(path));
      return read === undefined ? [] : [[path, read]];
    }),
  );
}

/** As npm and yarn declare them in the root's package.json, and pnpm in its own file. */
async function declaredWorkspaces(tree: Tree): Promise<readonly string[]> {
  const [content, pnpm] = await Promise.all(["package.json", PNPM].map((file) => tree.read(file)));
  const ofPnpm = pnpm === undefined ? [] : pnpmPatterns(pnpm.toString());
  return [...ofPnpm, ...(content === undefined ? [] : npmPatterns(content))];
}

function npmPatterns(content: Buffer): readonly string[] {
  try {
    return workspacePatterns(content.toString());
  } catch {
    throw new UserError(
      'package.json: "workspaces" is not a list of folders.\n  Fix its JSON: npm run prints where it is wrong.',
    );
  }
}

function toPackage(
  file: string,
  content: Buffer | undefined,
  path: string,
  isNamed: boolean,
): WorkspacePackage | undefined {
  try {
    const read = packageFile.parse(JSON.parse(String(content).replace(/^\ufeff/, "")));
    const all = [read.dependencies, read.devDependencies, read.optionalDependencies, read.peerDependencies];
    return {
      path,
      isNamed,
      name: read.name ?? nameFromFolder(path),
      needs: all.flatMap((each) => Object.entries(each)),
      scripts: Object.keys(read.scripts),
      places: Object.values(read.scripts).flatMap((script) => placesIn(script, path)),
    };
  } catch {
    // What no package is made of may be anything: test data, templates.
    if (!isNamed) return undefined;
    throw new UserError(`${file}: not a package.json.\n  Fix its JSON: npm run prints where it is wrong.`);
  }
}

/** As npm names a package that does not say its name. */
function nameFromFolder(path: string): string {
  const [parent = "", name = ""] = path.split("/").slice(-2);
  if (name === "") return parent;
  return parent.startsWith("@") ? `${parent}/${name}` : name;
}

/** `npm:@bank/pay@1` is `@bank/pay`. */
function aliased(range: string): string {
  return /^npm:(@?[^@]+)/.exec(range)?.[1] ?? "";
}

/** Where `file:../pay`, `link:../pay` or a bare path leads, from the root. */
function resolvedPath(from: string, range: string): string | undefined {
  const path = /^(?:file:|link:|portal:|(?=\.{1,2}\/))(?<path>.+)$/.exec(range)?.groups?.path;
  return path === undefined ? undefined : posix.join(from, path.replace(/^\/\//, "")).replace(/\/$/, "");
}

/** `node ../kit/build.ts`: what it names outside the folder. */
function placesIn(script: string, folder: string): readonly string[] {
  const words = script.split(/[\s"'=;&|()]+/).filter((word) => /^(?:\.\/)?\.\.\//.test(word));
  return words.map((word) => posix.join(folder, word).replace(/\/$/, ""));
}

/** The package that a path is in, the innermost; the root's own files belong to nobody. */
function ownerOf(packages: ReadonlyMap<string, WorkspacePackage>, place: string): string | undefined {
  for (let at = place; at !== "." && at !== "/" && at !== ""; at = posix.dirname(at)) {
    if (packages.has(at)) return at;
  }
  return undefined;
}

/** Where symbolic links of these folders lead, as far as it is inside the repository. */
async function linksOut(tree: Tree, folders: readonly string[]): Promise<readonly string[]> {
  const paths = (await Promise.all(folders.map((folder) => tree.list(folder)))).flat();
  const entries = await Promise.all(paths.map(async (path) => ({ path, entry: await tree.entry(path) })));
  const links = entries.filter(({ entry }) => entry?.mode === SYMBOLIC_LINK);
  const targets = await Promise.all(
    links.map(async ({ path }) => posix.join(posix.dirname(path), String(await tree.read(path)))),
  );
  return targets.filter(
    (target) => !folders.some((folder) => target === folder || target.startsWith(`${folder}/`)),
  );
}
