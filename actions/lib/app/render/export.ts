import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Tree } from "../../io/git/git.ts";

/** Files of a commit in their own folder, for tools that read a disk. Gone after `use`. */
export async function exported<T>(
  tree: Tree,
  folders: readonly string[],
  use: (root: string) => Promise<T>,
): Promise<T> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "slipway-render-")));
  try {
    const paths = (await Promise.all(folders.map((folder) => filesAt(tree, folder)))).flat();
    await Promise.all(
      [...new Set(paths)].map(async (path) => {
        const content = await tree.read(path);
        if (content === undefined) return;
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), content);
      }),
    );
    return await use(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function filesAt(tree: Tree, path: string): Promise<readonly string[]> {
  const below = await tree.list(path);
  return below.length > 0 ? below : [path];
}
