/** Gitea moves main first, and says seconds later that the pull request is merged. */
import { setTimeout as pause } from "node:timers/promises";
import type { Deps } from "./apply.ts";
import type { Group } from "./groups.ts";

const DEADLINE_MS = 10_000;
const INTERVAL_MS = 500;

/**
 * Whether a pull request whose head the base already has is no longer open, after some waiting. Closed in between, it would be
 * told to readers as given up, and Gitea would not take it for merged any more.
 */
export async function isTakenForMerged(
  { git, forge, tip, branch: base }: Pick<Deps, "git" | "forge" | "tip" | "branch">,
  { branch: head, branchTip }: Group,
): Promise<boolean> {
  if (branchTip === undefined || !(await git.isAncestor(branchTip, tip.commit))) return false;
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await pause(INTERVAL_MS))
    if ((await forge.findPull({ head, base })) === undefined) return true;
  return false;
}
