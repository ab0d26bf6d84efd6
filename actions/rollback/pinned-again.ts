/** Held releases that came back: somebody reverted the revert. */

import type { Result } from "@slipway/lib/app/report/report.ts";
import { type Hold, holdFile, isExpired } from "@slipway/lib/domain/holds/holds.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import type { Snapshot } from "@slipway/lib/domain/rollbacks/snapshot.ts";

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
    `${version} was pinned in ${environment} with ${shortSha(last.commit)} although it is held (${cause}, by ${by}): ${hold.reason}.\n` +
    "  Take it back with `slipway rollback`, or lift the hold with `slipway hold --lift`: both cannot stand.";
  return { releaseId, result: { environment, service, status: "failed", reason } };
}
