import { lstat, lutimes, readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Gives files below `folder` that are older than `epoch` (seconds) its date. BuildKit's rewrite-timestamp takes dates back to
 * the epoch but never forward, so a kept checkout, or a commit dated in the future, would give another digest.
 */
export async function bringForward(folder: string, epoch: number): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name === "node_modules" || entry.name === ".git") continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await bringForward(path, epoch);
    if ((await lstat(path)).mtimeMs < epoch * 1000) await lutimes(path, epoch, epoch);
  }
}
