/** Gitea moves main first, and says seconds later that the pull request is merged. */
import { setTimeout as pause } from "node:timers/promises";
import type { Forge } from "../../io/forge/forge.ts";
import type { Git, RefName, Tree } from "../../io/git/git.ts";

const DEADLINE_MS = 10_000;
const INTERVAL_MS = 500;

export interface MergedSources {
  readonly git: Pick<Git, "isAncestor">;
  readonly forge: Pick<Forge, "findPull">;
  /** Tip of the branch the environments live on. */
  readonly tip: Tree;
  /** Name of that branch. */
  readonly base: RefName;
}

/**
 * Whether a pull request whose head is already in the base is no longer open, after a limited wait. If it
 * were closed in between, readers would see it as rejected, and Gitea would never mark it as merged.
 */
export async function waitUntilMarkedMerged(
  { git, forge, tip, base }: MergedSources,
  { head, headSha }: { readonly head: RefName; readonly headSha: string | undefined },
): Promise<boolean> {
  if (headSha === undefined || !(await git.isAncestor(headSha, tip.commit))) return false;
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await pause(INTERVAL_MS))
    if ((await forge.findPull({ head, base })) === undefined) return true;
  return false;
}
