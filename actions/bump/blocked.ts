/** What people and robots have said must not come in: emergency stops and holds. */
import type { Environment } from "../lib/environments/environments.ts";
import type { Git, RefName, Tree } from "../lib/git/git.ts";
import { describeHold, holdOf, holdOn, readHolds } from "../lib/holds/holds.ts";
import type { Release } from "../lib/releases/releases.ts";
import { describeStop, readStops, stopOf } from "../lib/stops/stops.ts";

export interface Blockade {
  /** Why this release must not come in, in words; undefined when nothing is in its way. */
  reasonAgainst(release: Omit<Release, "version">): Promise<string | undefined>;
  /** Why what is pinned should not be: somebody brought a held release back. */
  reasonAgainstPinned(release: Release): string | undefined;
}

/** Throws `Findings` when a hold cannot be read: it may be about any of them. */
export async function openBlockade(
  git: Git,
  tip: Tree,
  refs: ReadonlyMap<RefName, string>,
  environment: Environment,
  now: Date,
): Promise<Blockade> {
  const [stops, holds] = await Promise.all([readStops(git, refs), readHolds(tip, environment.name)]);
  const stop = stopOf(stops, environment.name);
  const descends = (ancestor: string, descendant: string) => git.isAncestor(ancestor, descendant);
  return {
    async reasonAgainst(release) {
      if (stop !== undefined) return describeStop(stop);
      const hold = await holdOn(holds, release, now, descends);
      return hold === undefined ? undefined : describeHold(hold);
    },
    reasonAgainstPinned(release) {
      const hold = holdOf(holds, release, now);
      return hold?.releaseId === release.id ? describeHold(hold) : undefined;
    },
  };
}
