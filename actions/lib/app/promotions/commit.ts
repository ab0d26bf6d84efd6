/**
 * Commits of branches that are rebuilt each time. If the forge signs commits of its API, it creates them on
 * temporary branches: a promotion's branch is never reset to the tip, because the forge closes the pull
 * request of a branch without changes.
 */
import type { CommitPlan, Git, Publisher, Tree } from "../../io/git/git.ts";
import { land } from "../../io/git/publish.ts";
import { describeError } from "../report/outcome.ts";
import type { Result } from "../report/report.ts";
import { deleteBranches } from "./deletions.ts";

export interface PlannedBranch {
  readonly branch: string;
  readonly plan: CommitPlan;
}

export type Made = { readonly commit: string } | { readonly failure: string; readonly isLostRace: boolean };

const PREFIX = "slipway-commits/";

export async function makeCommits(
  git: Git,
  tip: Tree,
  branches: readonly PlannedBranch[],
  publisher: Publisher | undefined,
): Promise<readonly Made[]> {
  const commits = await Promise.all(branches.map(({ plan }) => git.commit(tip.commit, plan)));
  if (publisher === undefined || branches.length === 0) return commits.map((commit) => ({ commit }));
  const names = branches.map(({ branch }) => PREFIX + branch.replaceAll("/", "-"));
  // What a run that died has left there is replaced; a concurrent run sees its commit refused, and plans again.
  const placed = await git.push(names.map((ref) => ({ ref, to: tip.commit, force: true })));
  const made: Made[] = [];
  for (const [i, { plan }] of branches.entries()) {
    const place = placed[i];
    if (place?.status === "refused") {
      const failure = `${place.ref}: ${place.reason}.\n  Allow the bot to push ${PREFIX}*`;
      made.push({ failure, isLostRace: false });
      continue;
    }
    const prepared = {
      branch: names[i] ?? "",
      tip: tip.commit,
      commit: commits[i] ?? "",
      message: plan.message,
    };
    made.push(await signed(git, prepared, publisher));
  }
  return made;
}

/** The names that {@link makeCommits} used are free again; those that the server keeps are returned. */
export async function tidy(
  git: Git,
  branches: readonly PlannedBranch[],
  made: readonly Made[],
): Promise<readonly Result[]> {
  const left = branches.flatMap(({ branch }, i) => {
    const one = made[i];
    const name = PREFIX + branch.replaceAll("/", "-");
    return one !== undefined && "commit" in one ? [{ branch: name, branchTip: one.commit }] : [];
  });
  return await deleteBranches(git, left);
}

async function signed(git: Git, prepared: Parameters<typeof land>[1], publisher: Publisher): Promise<Made> {
  try {
    const { status, reason, commit } = await land(git, prepared, publisher);
    if (status === "pushed") return { commit };
    return { failure: reason ?? status, isLostRace: status === "lost-race" };
  } catch (error) {
    return { failure: describeError(error), isLostRace: false };
  }
}
