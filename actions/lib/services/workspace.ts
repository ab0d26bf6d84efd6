/** The npm workspace: which packages of this repository a service is built from. */
import { z } from "zod";
import { UserError } from "../errors/user-error.ts";
import type { Tree } from "../git/git.ts";

const packageFile = z.object({
  name: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

const FILE = /^(services\/[^/]+)\/package\.json$/;

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
  const files = (await tree.list("services")).filter((path) => FILE.test(path));
  const contents = await Promise.all(files.map((file) => tree.read(file)));
  return new Map(files.map((file, index) => [folderOf(file), toPackage(file, contents[index])]));
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
  return FILE.exec(file)?.[1] ?? "";
}
