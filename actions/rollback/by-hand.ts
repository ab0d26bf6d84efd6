/** What people did with git alone: pins that went back without a hold, and held releases that came back. */
import { gt } from "semver";
import type { Deployment } from "../lib/deployments/deployments.ts";
import { trailersOf } from "../lib/deployments/trailers.ts";
import { type Hold, holdFile, isExpired, toHold } from "../lib/holds/holds.ts";
import type { Release } from "../lib/releases/releases.ts";
import type { Result } from "../lib/report/report.ts";
import type { Snapshot } from "./read.ts";

/** A release that left by a person's commit and that nothing holds yet. */
export interface TakenBack {
  readonly environment: string;
  readonly service: string;
  readonly hold: Hold;
  readonly commit: string;
}

/** `git revert` of a bump or a promotion, or any other commit of a person that put an older release back. */
export async function takenBackByHand(snapshot: Snapshot): Promise<readonly TakenBack[]> {
  const deployments = await snapshot.deployments();
  const last = snapshot.environments.flatMap(({ name }) => {
    const services = Map.groupBy(deployments.in(name), ({ service }) => service);
    return [...services.values()].flatMap(([newest]) => newest ?? []);
  });
  const byHand = last.filter(({ verb }) => verb === "revert" || verb === "hand");
  const found = await Promise.all(byHand.map((deployment) => takenBack(snapshot, deployment)));
  return neverHeld(
    snapshot,
    found.flatMap((each) => each ?? []),
  );
}

async function takenBack(snapshot: Snapshot, deployment: Deployment): Promise<TakenBack | undefined> {
  const { environment, service, release, previous, by, commit, subject, at } = deployment;
  if (release === undefined || previous === undefined) return undefined;
  if (!(await isOlder(snapshot, release, previous)) || (await isMachines(snapshot, commit))) return undefined;
  const reason = `${by} put ${release.version} back with ${commit.slice(0, 12)}: ${subject}`;
  const hold = toHold(environment, previous, { cause: "person", reason, by, at, until: null });
  return { environment, service, hold, commit };
}

/**
 * Promote itself reverts what merged after a gate had closed: the gate may open again, so that is no reason for a hold.
 * What `git revert` writes may quote a verb's trailers and is a person's all the same.
 */
async function isMachines({ git }: Snapshot, sha: string): Promise<boolean> {
  const [commit] = await git.log(sha, { limit: 1 });
  if (commit === undefined || /^Revert\b/.test(commit.subject)) return false;
  return trailersOf(commit.message).has("Slipway-Verb");
}

/** By ancestry; what comes from one commit, or from lines of history that do not meet, by version. */
async function isOlder({ git }: Snapshot, release: Release, than: Release): Promise<boolean> {
  if (release.source !== than.source) {
    if (await git.isAncestor(release.source, than.source)) return true;
    if (await git.isAncestor(than.source, release.source)) return false;
  }
  return gt(than.version, release.version);
}

/** Not those that a hold was ever written for: deleting it was an owner's word, and the last one. */
async function neverHeld({ git, tip }: Snapshot, found: readonly TakenBack[]): Promise<readonly TakenBack[]> {
  if (found.length === 0) return [];
  const fileOf = ({ environment, service, hold }: TakenBack) =>
    holdFile(environment, service, hold.releaseId);
  const records = await git.records([tip.commit], { pathspecs: found.map(fileOf) });
  const known = new Set(records.flatMap(({ files }) => files.map(({ path }) => path)));
  return found.filter((each) => !known.has(fileOf(each)));
}

/** Held releases that are pinned: somebody reverted the revert. Undone by a person, so a person has to decide. */
export async function heldButPinned(
  snapshot: Snapshot,
  environment: string,
): Promise<readonly PinnedAgain[]> {
  const standing = (await snapshot.holds(environment)).filter((hold) => !isExpired(hold, snapshot.now));
  const found = await Promise.all(standing.map((hold) => pinnedAgain(snapshot, hold)));
  return found.flatMap((each) => each ?? []);
}

interface PinnedAgain {
  readonly releaseId: string;
  readonly result: Result;
}

async function pinnedAgain(snapshot: Snapshot, hold: Hold): Promise<PinnedAgain | undefined> {
  const { environment, service, version, cause, by, releaseId } = hold;
  const [last] = (await snapshot.deployments()).of(environment, service);
  if (last?.release?.id !== releaseId) return undefined;
  // Holding what runs is no contradiction: it keeps it from coming back once it has left.
  const file = holdFile(environment, service, releaseId);
  const [heldBefore] = await snapshot.git.objectIds([`${last.commit}^:${file}`]);
  if (heldBefore === undefined) return undefined;
  const reason =
    `${version} was pinned in ${environment} with ${last.commit.slice(0, 12)} although it is held (${cause}, by ${by}): ${hold.reason}.\n` +
    "  Take it back with `slipway rollback`, or lift the hold with `slipway hold --lift`: both cannot stand.";
  return { releaseId, result: { environment, service, status: "failed", reason } };
}
