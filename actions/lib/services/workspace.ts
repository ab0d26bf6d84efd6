/** The npm workspace: which packages of this repository a service is built from. */
import * as z from "zod";
import { UserError } from "../errors/user-error.ts";
import type { Tree } from "../git/git.ts";

const packageFile = z.object({
  name: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

const SUFFIX = "/package.json";

const rootFile = z.object({ workspaces: z.array(z.string()).default([]) });

// Whatever the root says, a folder of services/ that has a package.json is one.
const ALWAYS = "services/*";

/**
 * `folder` and the folders of all packages of this repository that it needs, directly or not, `folder` first. What it
 * needs to be built counts as what it needs to run: both change the bundle.
 */
export async function workspaceFolders(tree: Tree, folder: string): Promise<readonly string[]> {
  const packages = await readPackages(tree);
  const folderOf = new Map([...packages].map(([path, { name }]) => [name, path]));
  const found = new Set<string>();
  const visit = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    for (const name of packages.get(path)?.needs ?? []) {
      const needed = folderOf.get(name);
      if (needed !== undefined) visit(needed);
    }
  };
  visit(folder);
  return [...found];
}

interface WorkspacePackage {
  readonly name: string | undefined;
  readonly needs: readonly string[];
}

async function readPackages(tree: Tree): Promise<ReadonlyMap<string, WorkspacePackage>> {
  const patterns = [...(await declaredWorkspaces(tree)), ALWAYS].map(toExpression);
  const files = (await tree.list("")).filter(
    (path) => path.endsWith(SUFFIX) && patterns.some((pattern) => pattern.test(folderOf(path))),
  );
  const contents = await Promise.all(files.map((file) => tree.read(file)));
  return new Map(files.map((file, index) => [folderOf(file), toPackage(file, contents[index])]));
}

async function declaredWorkspaces(tree: Tree): Promise<readonly string[]> {
  const content = await tree.read("package.json");
  if (content === undefined) return [];
  try {
    return rootFile.parse(JSON.parse(content.toString())).workspaces;
  } catch {
    throw new UserError(
      'package.json: "workspaces" is not a list of folders.\n  Mend its JSON: npm run prints where it is wrong.',
    );
  }
}

/** npm's patterns: `*` is any part of one name, `**` any number of folders. */
function toExpression(pattern: string): RegExp {
  const plain = pattern
    .replace(/^\.\//, "")
    .replace(/\/$/, "")
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${plain.replace(/\*+/g, (stars) => (stars.length > 1 ? ".*" : "[^/]*"))}$`);
}

function toPackage(file: string, content: Buffer | undefined): WorkspacePackage {
  try {
    const read = packageFile.parse(JSON.parse(String(content)));
    const needs = { ...read.dependencies, ...read.devDependencies, ...read.optionalDependencies };
    return { name: read.name, needs: Object.keys(needs) };
  } catch {
    throw new UserError(`${file}: not a package.json.\n  Mend its JSON: npm run prints where it is wrong.`);
  }
}

function folderOf(file: string): string {
  return file.slice(0, -SUFFIX.length);
}
