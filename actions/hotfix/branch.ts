/** The bot's branch of a hotfix: one commit on the tip that replaces release folders, and the versions' tags. */
import { makeCommits, tidy } from "@slipway/lib/app/promotions/commit.ts";
import type { Result } from "@slipway/lib/app/report/report.ts";
import { isExactly, isSame } from "@slipway/lib/domain/releases/contents.ts";
import { releaseChanges, releaseFiles, releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { versionTag } from "@slipway/lib/domain/versions/next-version.ts";
import type { CommitPlan, Git, Publisher, PushResult } from "@slipway/lib/io/git/git.ts";
import type { Move } from "./item.ts";
import { message } from "./pull-request-text.ts";
import type { Asked, Snapshot } from "./read.ts";

/** If merging it gives exactly the plan on the tip, the branch and its approvals are kept, on any base. */
export async function isCurrent(
  git: Git,
  { tip }: Snapshot,
  { environment }: Asked,
  moves: readonly Move[],
  branchTip: string,
): Promise<boolean> {
  const base = await git.mergeBase(tip.commit, branchTip);
  if (base === undefined) return false;
  const folders = moves.map(({ service }) => `${releasePath(environment.name, service)}/`);
  const changed = await git.changedPaths(base, branchTip);
  if (changed.some(({ path }) => !folders.some((folder) => path.startsWith(folder)))) return false;
  const [head, from] = await Promise.all([git.tree(branchTip), git.tree(base)]);
  const same = await Promise.all(
    moves.map(async ({ service, files }) => {
      const [isPlan, then, now] = await Promise.all([
        isExactly(head, environment.name, service, files),
        releaseFiles(from, environment.name, service),
        releaseFiles(tip, environment.name, service),
      ]);
      return isPlan && isSame(then, now);
    }),
  );
  return same.every(Boolean);
}

export type Pushed =
  | { readonly commit: string; readonly notTidied: readonly Result[] }
  | { readonly reason: string; readonly isLostRace: boolean };

interface PushContext {
  readonly git: Git;
  readonly publisher: Publisher | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly snapshot: Snapshot;
}

/** Tags first: from then on main cannot use these versions. */
export async function pushBranch(place: PushContext, asked: Asked, moves: readonly Move[]): Promise<Pushed> {
  const { git, publisher, env, snapshot } = place;
  const untagged = await nameVersions(git, moves);
  if (untagged !== undefined) return failure(untagged, "version tags");
  const branches = [{ branch: asked.branch, plan: planOf(asked, moves, env) }];
  const made = await makeCommits(git, snapshot.tip, branches, publisher);
  const [one] = made;
  if (one === undefined || !("commit" in one)) {
    return { reason: one?.failure ?? "nothing was made", isLostRace: one?.isLostRace ?? false };
  }
  const expect = snapshot.refs.get(asked.branch) ?? null;
  const [result] = await git.push([{ ref: asked.branch, to: one.commit, expect }]);
  const notTidied = publisher === undefined ? [] : await tidy(git, branches, made);
  return result?.status === "pushed" || result?.status === "unchanged"
    ? { commit: one.commit, notTidied }
    : failure(result, "hotfix-release/*");
}

async function nameVersions(git: Git, moves: readonly Move[]): Promise<PushResult | undefined> {
  const tags = moves.map(({ service, release: { version, source } }) => ({
    ref: versionTag(service, version),
    to: source,
    expect: null,
  }));
  const known = await git.fetch(...tags.map(({ ref }) => ref));
  const missing = tags.filter(({ ref, to }) => known.get(ref) !== to);
  const results = missing.length === 0 ? [] : await git.push(missing);
  return results.find(({ status }) => status === "lost-race" || status === "refused");
}

function failure(result: PushResult | undefined, what: string): Pushed {
  const isLostRace = result?.status === "lost-race";
  const why = result?.reason ?? "no answer";
  return isLostRace
    ? { reason: `another run moved ${result?.ref} first`, isLostRace }
    : {
        reason: `${result?.ref}: the server refused the push: ${why}.\n  Allow the bot to push ${what}.`,
        isLostRace,
      };
}

function planOf(asked: Asked, moves: readonly Move[], env: NodeJS.ProcessEnv): CommitPlan {
  const { name } = asked.environment;
  return {
    message: message(asked, moves, env),
    changes: moves.flatMap(({ service, files }) => releaseChanges(name, service, files)),
    replaceFolders: moves.map(({ service }) => releasePath(name, service)),
  };
}
