/** Where a release folder comes from: a promotion and a rollback bring bytes that an environment has or had. */
import type { Git, Tree } from "../repository/git.ts";
import { isPlain, isSame } from "./contents.ts";
import { releaseFiles, releasePath } from "./releases.ts";

/** Releases of a service that are looked at: a promotion of one before those would be refused by its order. */
const LOOK_BACK = 100;

export interface ReleaseFolder {
  readonly environment: string;
  readonly service: string;
}

/** Whether all files of the folder at `head` are, together, what `environment` has or had of this service. */
export async function isReleaseOf(
  git: Git,
  { tip, head }: { readonly tip: Tree; readonly head: Tree },
  { environment, service }: ReleaseFolder,
  source: string,
): Promise<boolean> {
  const files = await releaseFiles(head, environment, service);
  if (files.size === 0 || !(await isPlain(head, environment, service))) return false;
  const now = await releaseFiles(tip, source, service);
  if (isSame(files, now)) return true;
  const folder = releasePath(source, service);
  // On the branch's own line only: a commit inside a pull request may hold anything, and nobody ran it.
  const commits = await git.log(tip.commit, { paths: [folder], limit: LOOK_BACK, isFirstParent: true });
  for (const { sha } of commits) {
    if (isSame(files, await releaseFiles(await git.tree(sha), source, service))) return true;
  }
  return false;
}
