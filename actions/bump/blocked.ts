/** What must not be pinned: emergency stops, freezes, holds, and releases that a person reverted. */

import { type Deployments, readDeployments } from "@slipway/lib/domain/deployments/deployments.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import { freezeGate } from "@slipway/lib/domain/gates/freeze.ts";
import { isClosed } from "@slipway/lib/domain/gates/gate.ts";
import {
  describeHold,
  type Hold,
  holdOf,
  holdOn,
  readHolds,
  toHold,
} from "@slipway/lib/domain/holds/holds.ts";
import { findManualRollbacks } from "@slipway/lib/domain/holds/manual-rollbacks.ts";
import type { Release } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { describeStop, readStops, stopOf } from "@slipway/lib/domain/stops/stops.ts";
import type { Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";

type UnversionedRelease = Omit<Release, "version">;

export interface Blockade {
  /** Why this release must not come in, as text; undefined when nothing is in its way. */
  reasonAgainst(release: UnversionedRelease): Promise<string | undefined>;
  /** Why the current pin should not be there: somebody restored a held release. */
  reasonAgainstPinned(release: Release): string | undefined;
}

/** A release that a person reverted, as the hold that has not been written yet. */
interface PutBack {
  readonly hold: Hold;
  readonly commit: string;
}

/** Throws `Findings` when a hold cannot be read: it may be about any of them. */
export async function openBlockade(
  git: Git,
  tip: Tree,
  refs: ReadonlyMap<RefName, string>,
  environment: Environment,
  now: Date,
): Promise<Blockade> {
  const [stops, holds, putBack] = await Promise.all([
    readStops(git, refs),
    readHolds(tip, environment.name),
    readPutBack(git, tip, environment),
  ]);
  const stop = stopOf(stops, environment.name);
  const freeze = freezeOf(environment, now);
  const descends = (ancestor: string, descendant: string) => git.isAncestor(ancestor, descendant);
  return {
    async reasonAgainst(release) {
      if (stop !== undefined) return describeStop(stop);
      if (freeze !== undefined) return freeze;
      const hold = await holdOn(holds, release, now, descends);
      return hold === undefined ? againstPutBack(putBack, release, now, descends) : describeHold(hold);
    },
    reasonAgainstPinned(release) {
      const hold = holdOf(holds, release, now);
      return hold?.releaseId === release.id ? describeHold(hold) : undefined;
    },
  };
}

function freezeOf({ name, freezes, longestRolloutSeconds }: Environment, now: Date): string | undefined {
  const gate = freezeGate({ freezes, longestRolloutSeconds, now });
  if (!isClosed(gate)) return undefined;
  return `${name}: ${gate.reason}.\n  The first run after the freeze pins what is the newest then.`;
}

async function readPutBack(git: Git, tip: Tree, environment: Environment): Promise<readonly PutBack[]> {
  const known = readDeployments(git, tip.commit);
  const deployments = () => known;
  const back = await findManualRollbacks({ git, tip, environments: [environment], deployments });
  return [...back, ...revertedFirsts(await known, environment.name)];
}

/** The revert of a first release leaves nothing there; a deletion by another commit says that it is to start again. */
function revertedFirsts(deployments: Deployments, environment: string): readonly PutBack[] {
  const services = Map.groupBy(deployments.in(environment), ({ service }) => service);
  return [...services.values()].flatMap(([newest]) => {
    if (newest?.verb !== "revert" || newest.release !== undefined || newest.previous === undefined) return [];
    const { by, commit, subject, at, previous } = newest;
    const reason = `${by} removed it with ${shortSha(commit)}: ${subject}`;
    return [
      { hold: toHold(environment, previous, { cause: "person", reason, by, at, until: null }), commit },
    ];
  });
}

/** The next run must not undo a person's revert. Only a release that contains the revert may follow. */
async function againstPutBack(
  putBack: readonly PutBack[],
  release: UnversionedRelease,
  now: Date,
  descends: (ancestor: string, descendant: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const { hold, commit } of putBack.filter((each) => each.hold.service === release.service)) {
    const isSame = holdOf([hold], release, now) !== undefined;
    if (!isSame && (await descends(commit, release.source))) continue;
    return `${hold.version} was put back in ${hold.environment}: ${hold.reason}.\n  Release a change of ${hold.service} from a commit that contains ${shortSha(commit)}.`;
  }
  return undefined;
}
