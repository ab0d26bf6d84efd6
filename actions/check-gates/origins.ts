/** Where a release in a pull request comes from: a promotion and a rollback bring back bytes that an environment had. */
import type { Git, Tree } from "../lib/git/git.ts";
import { isPlain, isSame } from "../lib/releases/contents.ts";
import { releaseFiles, releasePath } from "../lib/releases/releases.ts";
import type { ReleaseFolder } from "./difference.ts";

/** Releases of a service that are looked at: a promotion of one before those would be refused by its order. */
const LOOK_BACK = 100;

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
  const commits = await git.log(tip.commit, { paths: [folder], limit: LOOK_BACK });
  for (const { sha } of commits) {
    if (isSame(files, await releaseFiles(await git.tree(sha), source, service))) return true;
  }
  return false;
}
