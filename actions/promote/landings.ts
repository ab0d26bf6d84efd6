/** Releases that merges by people brought into environments that they review: found in git, and in what the forge recorded. */
import type { Environment } from "../lib/environments/environments.ts";
import type { Forge, MergedPull } from "../lib/forge/forge.ts";
import type { Git, Revision, Tree } from "../lib/git/git.ts";
import { isReleaseOf } from "../lib/releases/origins.ts";
import { type Release, readRelease } from "../lib/releases/releases.ts";
import { releaseOnBranch } from "./branch.ts";
import { promotionBranch } from "./groups.ts";
import type { Snapshot } from "./read.ts";

/** Enough for the run that the merge starts, and for the schedule where that one was lost. */
const WINDOW_MS = 60 * 60_000;
const MOST_COMMITS = 50;

const FILE = /^environments\/([^/]+)\/([^/]+)\/release\//;

/** A release that came into an environment with one commit of the branch's own line, and stands there. */
export interface Landing {
  readonly commit: string;
  /** What the branch was before. */
  readonly before: string;
  readonly target: Environment;
  readonly service: string;
  readonly old: Release | undefined;
  readonly new: Release;
}

export async function landingsOf(
  git: Git,
  { tip, environments, now }: Pick<Snapshot, "tip" | "environments" | "now">,
): Promise<readonly Landing[]> {
  const reviewed = environments.filter(({ merge, after }) => merge !== "auto" && after !== undefined);
  const revisions = await git.revisions([tip.commit], { limit: MOST_COMMITS });
  const seen = new Set<string>();
  const found: (Landing | undefined)[] = [];
  for (const revision of revisions.values()) {
    for (const [target, service] of placesOf(revision, reviewed)) {
      const place = `${target.name}/${service}`;
      const isNewest = !seen.has(place);
      seen.add(place);
      // A time in the future is the author's word; it does not end the look.
      const isRecent = now.getTime() - revision.committedAt.getTime() < WINDOW_MS;
      if (isNewest && isRecent) found.push(await landingOf(git, tip, revision, target, service));
    }
  }
  return found.flatMap((each) => each ?? []);
}

function placesOf(
  { files }: Revision,
  reviewed: readonly Environment[],
): readonly (readonly [Environment, string])[] {
  const places = files.flatMap(({ path }) => {
    const [, environment, service = ""] = FILE.exec(path) ?? [];
    const target = reviewed.find(({ name }) => name === environment);
    return target === undefined ? [] : [[`${environment}/${service}`, [target, service]] as const];
  });
  return [...new Map<string, readonly [Environment, string]>(places).values()];
}

/** Undefined for a hotfix: its gates are others. */
async function landingOf(
  git: Git,
  tip: Tree,
  { sha, parent }: Revision,
  target: Environment,
  service: string,
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

/** What somebody pushed is no merge: rules of the forge say who may. */
export async function mergedOnes(
  { git, forge, branch: base }: { readonly git: Git; readonly forge: Forge; readonly branch: string },
  landings: readonly Landing[],
): Promise<readonly Merged[]> {
  if (landings.length === 0) return [];
  const pulls = await forge.mergedPulls(base);
  const found = await Promise.all(
    landings.map(async (landing): Promise<readonly Merged[]> => {
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
  if (!/^[0-9a-f]{40}$/.test(sha)) return false;
  return (await git.resolve(sha)) !== undefined || (await git.fetchCommit(sha));
}
