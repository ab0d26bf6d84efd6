/** Finds changes on `rollback/<environment>` that no rollback writes. Anyone who may push there could otherwise make the bot publish them. */
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { formatHold, holdsFolder, parseHold } from "@slipway/lib/domain/holds/holds.ts";
import { isReleaseOf } from "@slipway/lib/domain/releases/origins.ts";
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import type { Snapshot } from "@slipway/lib/domain/rollbacks/snapshot.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";

/**
 * A rollback brings release folders that its environment had, byte for byte, and adds holds of that environment as they are
 * written. Every other path of the branch is returned.
 */
export async function foreignPaths(
  { git, tip }: Pick<Snapshot, "git" | "tip">,
  environment: string,
  branchTip: string,
): Promise<readonly string[]> {
  const bases = await git.mergeBases(tip.commit, branchTip);
  const head = await git.tree(branchTip);
  const changes = (await Promise.all(bases.map((base) => git.changedPaths(base, branchTip)))).flat();
  const releases = new RegExp(`^environments/${environment}/([^/]+)/release/[^/]+$`);
  const found = await Promise.all(
    changes.map(async ({ status, path }) => {
      const service = releases.exec(path)?.[1];
      if (service !== undefined)
        return (await isPast(git, tip, head, { environment, service })) ? [] : [path];
      return status === "A" && (await isHold(head, environment, path)) ? [] : [path];
    }),
  );
  return [...new Set(found.flat())];
}

async function isPast(
  git: Git,
  tip: Tree,
  head: Tree,
  folder: { readonly environment: string; readonly service: string },
): Promise<boolean> {
  const entries = await head.list(releasePath(folder.environment, folder.service));
  return entries.length > 0 && (await isReleaseOf(git, { tip, head }, folder, folder.environment));
}

export async function isHold(head: Tree, environment: string, path: string): Promise<boolean> {
  if (!path.startsWith(`${holdsFolder(environment)}/`)) return false;
  const [bytes, entry] = await Promise.all([head.read(path), head.entry(path)]);
  if (bytes === undefined || entry?.mode !== "100644") return false;
  try {
    return formatHold(parseHold(bytes, path)) === bytes.toString();
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
