import { z } from "zod";
import { UserError } from "../lib/errors/user-error.ts";
import type { Tree } from "../lib/git/git.ts";

const packageSchema = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * Paths of what goes into a service's image: its folder, the workspace packages it depends on, directly or not, and
 * the lockfile, which pins everything else.
 */
export async function imageInputs(tree: Tree, service: string): Promise<readonly string[]> {
  const folder = `services/${service}`;
  if ((await tree.read(`${folder}/Dockerfile`)) === undefined) {
    throw new UserError(
      `${folder}/Dockerfile: not there at ${tree.commit}.\n  Add one, or do not ask for this service.`,
    );
  }
  const packages = await workspacePackages(tree);
  const folders = new Set<string>();
  const visit = (each: string) => {
    if (folders.has(each)) return;
    folders.add(each);
    for (const dependency of packages.get(each)?.dependencies ?? []) visit(dependency);
  };
  visit(folder);
  return [...folders].sort().concat("package-lock.json");
}

interface WorkspacePackage {
  readonly dependencies: readonly string[];
}

/** Folder of each package below services/, with the folders of those among them that it depends on. */
async function workspacePackages(tree: Tree): Promise<ReadonlyMap<string, WorkspacePackage>> {
  const files = (await tree.list("services")).filter((path) => /^services\/[^/]+\/package\.json$/.test(path));
  const packages = await Promise.all(
    files.map(async (file) => ({
      folder: file.replace("/package.json", ""),
      ...(await readPackage(tree, file)),
    })),
  );
  const folderOf = new Map(packages.map((each) => [each.name, each.folder]));
  return new Map(
    packages.map(({ folder, dependencies, devDependencies }) => [
      folder,
      {
        dependencies: Object.keys({ ...dependencies, ...devDependencies }).flatMap(
          (name) => folderOf.get(name) ?? [],
        ),
      },
    ]),
  );
}

async function readPackage(tree: Tree, file: string): Promise<z.output<typeof packageSchema>> {
  const text = (await tree.read(file))?.toString("utf8") ?? "";
  try {
    return packageSchema.parse(JSON.parse(text));
  } catch {
    throw new UserError(`${file}: not a package.json with a name.\n  Mend its JSON.`);
  }
}
