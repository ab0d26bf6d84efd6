/** Release folders compared by their bytes. */
import type { Tree } from "../repository/git.ts";
import { releasePath } from "./release.ts";
import { releaseFiles } from "./releases.ts";

/** File name → content. */
export type Contents = ReadonlyMap<string, Buffer | string>;

export function isSame(one: Contents, other: Contents): boolean {
  return (
    one.size === other.size &&
    [...one].every(([name, bytes]) => {
      const expected = other.get(name);
      return expected !== undefined && Buffer.from(bytes).equals(Buffer.from(expected));
    })
  );
}

/** A link or an executable of the same bytes is something else. */
export async function isPlain(tree: Tree, environment: string, service: string): Promise<boolean> {
  const paths = await tree.list(releasePath(environment, service));
  const entries = await Promise.all(paths.map((path) => tree.entry(path)));
  return entries.every((entry) => entry?.mode === "100644");
}

/** Whether the folder is exactly these files, plain ones. */
export async function isExactly(
  tree: Tree,
  environment: string,
  service: string,
  files: Contents,
): Promise<boolean> {
  if (!(await isPlain(tree, environment, service))) return false;
  return isSame(await releaseFiles(tree, environment, service), files);
}
