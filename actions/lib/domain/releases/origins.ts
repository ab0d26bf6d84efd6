/** The origin of a release folder: a promotion and a rollback contain bytes that an environment has or had. */

import { UserError } from "../errors/user-error.ts";
import type { Git, Tree } from "../repository/git.ts";
import { isPlain, isSame } from "./contents.ts";
import { readRelease, releaseFiles, releasePath, startedBy } from "./releases.ts";

/** Releases of a service that are looked at: a promotion of one before those would be refused by its order. */
const LOOK_BACK = 100;

export interface ReleaseFolder {
  readonly environment: string;
  readonly service: string;
}

/**
 * Whether all files of the folder at `head` are, together, what `source` has or had of this service. How a release starts is not compared: a
 * rollback pins it with its short canary. Where it was not before it must start with its whole canary.
 */
export async function isReleaseOf(
  git: Git,
  { tip, head }: { readonly tip: Tree; readonly head: Tree },
  { environment, service }: ReleaseFolder,
  source: string,
): Promise<boolean> {
  const files = await releaseFiles(head, environment, service);
  if (files.size === 0 || !(await isPlain(head, environment, service))) return false;
  const release = await readRelease(head, environment, service).catch(unlessHandEdited);
  if (release === undefined) return false;
  const whole = startedBy(release, files, "canary");
  if (source !== environment && !isSame(files, whole)) return false;
  const forms = [whole, startedBy(release, files, "rollback")];
  const isThere = async (tree: Tree) => {
    const there = await releaseFiles(tree, source, service);
    return forms.some((form) => isSame(form, there));
  };
  if (await isThere(tip)) return true;
  const folder = releasePath(source, service);
  // Only on the branch's own line: a commit inside a pull request may contain anything, and never ran.
  const commits = await git.log(tip.commit, { paths: [folder], limit: LOOK_BACK, isFirstParent: true });
  for (const { sha } of commits) {
    if (await isThere(await git.tree(sha))) return true;
  }
  return false;
}

function unlessHandEdited(error: unknown): undefined {
  if (error instanceof UserError) return undefined;
  throw error;
}
