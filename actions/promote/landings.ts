/** Releases that merges by people brought into environments that they review: found in git, and in what the forge recorded. */

import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import { isFullSha } from "@slipway/lib/domain/parsing/identifiers.ts";
import { promotionBranch } from "@slipway/lib/domain/promotions/branches.ts";
import { isReleaseOf } from "@slipway/lib/domain/releases/origins.ts";
import { type Release, readRelease } from "@slipway/lib/domain/releases/releases.ts";
import type { Forge, MergedPull } from "@slipway/lib/io/forge/forge.ts";
import type { Git, Revision, Tree } from "@slipway/lib/io/git/git.ts";
import { releaseOnBranch } from "./branch.ts";
import type { Snapshot } from "./read.ts";

/** Enough for the run that the merge starts, and for the schedule where that one was lost. */
const WINDOW_MS = 60 * 60_000;
const MOST_COMMITS = 50;

const FILE = /^environments\/([^/]+)\/([^/]+)\/release\//;

/** A release that came into an environment with one commit of the branch's own line, and is there. */
export interface Landing {
  readonly commit: string;
  /** What the branch was before. */
  readonly before: string;
  readonly target: Environment;
  readonly service: string;
  readonly old: Release | undefined;
  readonly new: Release;
}

interface FolderChange {
  readonly revision: Revision;
  readonly target: Environment;
  readonly service: string;
}

/** The newest of the last commits that touched each release folder of an environment that people review. */
async function placesOf(
  git: Git,
  { tip, environments }: Pick<Snapshot, "tip" | "environments">,
): Promise<readonly FolderChange[]> {
  const reviewed = environments.filter(({ merge, after }) => merge !== "auto" && after !== undefined);
  const revisions = await git.revisions([tip.commit], { limit: MOST_COMMITS });
  const newest = new Map<string, FolderChange>();
  for (const revision of revisions.values()) {
    for (const { path } of revision.files) {
      const [, environment, service = ""] = FILE.exec(path) ?? [];
      const target = reviewed.find(({ name }) => name === environment);
      const place = `${environment}/${service}`;
      if (target !== undefined && !newest.has(place)) newest.set(place, { revision, target, service });
    }
  }
  return [...newest.values()];
}

/** Undefined for a hotfix: its gates are others. */
async function landingOf(
  git: Git,
  tip: Tree,
  { revision: { sha, parent }, target, service }: FolderChange,
): Promise<Landing | undefined> {
  if (parent === undefined) return undefined;
  const [before, after] = [await git.tree(parent), await git.tree(sha)];
  const read = (tree: Tree) => readRelease(tree, target.name, service).catch(() => undefined);
  const [old, landed, now] = await Promise.all([read(before), read(after), read(tip)]);
  if (landed === undefined || landed.id === old?.id || landed.id !== now?.id) return undefined;
  if (landed.hotfix !== undefined) return undefined;
  return { commit: sha, before: parent, target, service, old, new: landed };
}

/** A landing, and the promotion that people merged. */
export interface Merged extends Landing {
  readonly pull: MergedPull;
}

/**
 * What people merged within the last hour, by the forge's clock: a fast-forward keeps the date of a commit that waited for days, and
 * whoever makes a commit chooses its date. What somebody pushed is no merge: rules of the forge say who may.
 */
export async function recentMerges(
  { git, forge, branch: base }: { readonly git: Git; readonly forge: Forge; readonly branch: string },
  snapshot: Pick<Snapshot, "tip" | "environments" | "now">,
): Promise<readonly Merged[]> {
  const places = await placesOf(git, snapshot);
  if (places.length === 0) return [];
  const pulls = (await forge.mergedPulls(base)).filter(
    ({ mergedAt }) => snapshot.now.getTime() - mergedAt.getTime() < WINDOW_MS,
  );
  if (pulls.length === 0) return [];
  const landings = await Promise.all(places.map((place) => landingOf(git, snapshot.tip, place)));
  const found = await Promise.all(
    landings.map(async (landing): Promise<readonly Merged[]> => {
      if (landing === undefined) return [];
      const { target, service } = landing;
      const branch = promotionBranch(target, service);
      for (const pull of pulls) {
        if (pull.head !== branch || !(await isHere(git, pull.headSha))) continue;
        const isSame = (await releaseOnBranch(git, pull.headSha, target.name, service)) === landing.new.id;
        if (isSame && (await hasBrought(git, pull.headSha, landing))) return [{ ...landing, pull }];
      }
      return [];
    }),
  );
  return found.flat();
}

/** A rollback to what a promotion once brought is none; a squash has no parent that tells, but an environment that had it before. */
async function hasBrought(
  git: Git,
  headSha: string,
  { commit, before, target, service }: Landing,
): Promise<boolean> {
  if (await git.isAncestor(headSha, commit)) return !(await git.isAncestor(headSha, before));
  const [tip, head] = await Promise.all([git.tree(before), git.tree(commit)]);
  return !(await isReleaseOf(git, { tip, head }, { environment: target.name, service }, target.name));
}

async function isHere(git: Git, sha: string): Promise<boolean> {
  if (!isFullSha(sha)) return false;
  return (await git.resolve(sha)) !== undefined || (await git.fetchCommit(sha));
}
