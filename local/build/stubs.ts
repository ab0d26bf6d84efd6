import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { execa } from "execa";
import { componentFolder } from "./paths.ts";

/** A module in the module cache, and the copy that replaces it. */
export interface Stubbed {
  readonly module: string;
  readonly source: string;
  readonly copy: string;
  /** Whether the stubs replace the whole module, or only some of its packages. */
  readonly extent: "module" | "packages";
}

/**
 * Some packages import thousands of others that no call reaches. A component's `stubs/<import path>` replaces
 * such a package: the module is copied, the package's files are replaced, and a copy of `go.mod` points to
 * the result. Go does not accept overlays in the module cache, and a replacement in the component's own
 * `go.mod` would need the copy in the checkout.
 * @returns the file for `-modfile`
 */
export async function writeStubbedModules(
  name: string,
  stubbed: readonly Stubbed[],
  folder: string,
): Promise<string> {
  const component = componentFolder(name);
  for (const each of stubbed) await copyModule(each, join(component, "stubs", each.module));
  const replacements = stubbed.map(({ module, copy }) => `replace ${module} => ${copy}\n`);
  const text = await readFile(join(component, "go.mod"), "utf8");
  const file = join(folder, "go.mod");
  await writeFile(file, `${text}\n${replacements.join("")}`);
  await cp(join(component, "go.sum"), join(folder, "go.sum"));
  return file;
}

async function copyModule({ source, copy, extent }: Stubbed, stubs: string): Promise<void> {
  const wanted = (path: string): boolean => basename(path) !== "testdata" && !path.endsWith("_test.go");
  await mkdir(copy, { recursive: true });
  if (extent === "module") await cp(join(source, "go.mod"), join(copy, "go.mod"));
  else await cp(source, copy, { recursive: true, filter: wanted });
  await makeWritable(copy);
  const entries = await readdir(stubs, { recursive: true, withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const stub of [stubs, ...folders]) await replacePackage(join(copy, relative(stubs, stub)), stub);
}

/** The module cache is read-only, and so are the modes of the copy. */
async function makeWritable(folder: string): Promise<void> {
  await execa("chmod", ["-R", "u+w", folder]);
}

async function replacePackage(target: string, stub: string): Promise<void> {
  const files = (await readdir(stub)).filter((file) => file.endsWith(".go"));
  if (files.length === 0) return;
  await mkdir(target, { recursive: true });
  for (const file of await readdir(target)) if (file.endsWith(".go")) await rm(join(target, file));
  for (const file of files) await cp(join(stub, file), join(target, file));
}
