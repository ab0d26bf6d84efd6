/** Manual rollbacks with git alone: pins that went back without a hold. */

import { gt } from "semver";
import type { Deployment, Deployments } from "../deployments/deployments.ts";
import { trailersOf } from "../deployments/trailers.ts";
import type { Release } from "../releases/releases.ts";
import type { Git, Tree } from "../repository/git.ts";
import type { OwnCommits } from "../repository/own-commits.ts";
import { shortSha } from "../repository/short-sha.ts";
import { type Hold, holdFile, toHold } from "./hold.ts";

/** Where it is looked for. */
export interface Past {
  readonly git: Git;
  readonly tip: Tree;
  readonly environments: readonly { readonly name: string }[];
  deployments(): Promise<Deployments>;
  /** Absent where no forge is known: then every commit that puts a release back counts as a person's. */
  readonly isOwn?: OwnCommits | undefined;
}

/** A release that left by a person's commit and that nothing holds yet. */
export interface ManualRollback {
  readonly environment: string;
  readonly service: string;
  readonly hold: Hold;
  readonly commit: string;
}

/**
 * `git revert` of a bump or a promotion, or any other commit that restored an older release without a hold,
 * for any message: a rollback of slipway adds the hold in the same commit.
 */
export async function findManualRollbacks(past: Past): Promise<readonly ManualRollback[]> {
  const deployments = await past.deployments();
  const last = past.environments.flatMap(({ name }) => {
    const services = Map.groupBy(deployments.in(name), ({ service }) => service);
    return [...services.values()].flatMap(([newest]) => newest ?? []);
  });
  const found = await Promise.all(
    last.filter(mayBeBack).map((deployment) => manualRollback(past, deployment)),
  );
  const unheld = await neverHeld(
    past,
    found.flatMap((each) => each ?? []),
  );
  const isMachine = await Promise.all(unheld.map(({ commit }) => isMachines(past, commit)));
  return unheld.filter((_, index) => !isMachine[index]);
}

/** By what git has already read: a verb goes forward only, so its name is believed as long as the version does. */
function mayBeBack({ verb, release, previous }: Deployment): boolean {
  if (release === undefined || previous === undefined) return false;
  return verb === "revert" || verb === "hand" || gt(previous.version, release.version);
}

async function manualRollback(past: Past, deployment: Deployment): Promise<ManualRollback | undefined> {
  const { environment, service, release, previous, by, commit, subject, at } = deployment;
  if (release === undefined || previous === undefined) return undefined;
  if (!(await isOlder(past, release, previous))) return undefined;
  const reason = `${by} put ${release.version} back with ${shortSha(commit)}: ${subject}`;
  const hold = toHold(environment, previous, { cause: "person", reason, by, at, until: null });
  return { environment, service, hold, commit };
}

/**
 * Promote reverts a merge after a gate had closed: the gate may open again, so this needs no hold. The
 * trailer proves nothing; without a trailer the forge is not asked.
 */
async function isMachines({ git, isOwn }: Past, sha: string): Promise<boolean> {
  const [commit] = await git.log(sha, { limit: 1 });
  if (commit === undefined || /^Revert\b/.test(commit.subject)) return false;
  if (!trailersOf(commit.message).has("Slipway-Verb")) return false;
  return (await isOwn?.(sha)) === true;
}

/** By ancestry; what comes from one commit, or from lines of history that do not meet, by version. */
async function isOlder({ git }: Past, release: Release, than: Release): Promise<boolean> {
  if (release.source !== than.source) {
    if (await git.isAncestor(release.source, than.source)) return true;
    if (await git.isAncestor(than.source, release.source)) return false;
  }
  return gt(than.version, release.version);
}

/** Not those that a hold was ever written for: deleting it was an owner's word, and the last one. */
async function neverHeld(
  { git, tip }: Past,
  found: readonly ManualRollback[],
): Promise<readonly ManualRollback[]> {
  if (found.length === 0) return [];
  const fileOf = ({ environment, service, hold }: ManualRollback) =>
    holdFile(environment, service, hold.releaseId);
  const records = await git.records([tip.commit], { pathspecs: found.map(fileOf) });
  const known = new Set(records.flatMap(({ files }) => files.map(({ path }) => path)));
  return found.filter((each) => !known.has(fileOf(each)));
}
