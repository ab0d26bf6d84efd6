import { lt } from "semver";
import { type Hold, holdOf, holdOn } from "../holds/holds.ts";
import type { Release } from "../releases/releases.ts";
import type { Git } from "../repository/git.ts";
import { dependenciesOf } from "./dependencies.ts";
import type { Candidate } from "./facts.ts";
import type { Shared, Way } from "./sources.ts";

export type Found = Pick<Candidate, "release" | "files" | "past">;

/** Completes the facts about a release that may move into the target, where `current` is pinned. */
export async function toCandidate(
  shared: Shared,
  way: Way,
  current: Release | undefined,
  found: Found,
): Promise<Candidate> {
  const { release } = found;
  const [descends, older, hold, dependencies] = await Promise.all([
    current === undefined || shared.git.isAncestor(current.source, release.source),
    current !== undefined && isOlder(shared.git, release, current),
    holdFor(shared, way, release),
    dependenciesOf(shared.tip, way.target.name, release),
  ]);
  // Where releases begin there is none before; for the others the history is queried, of all at once.
  const wasBefore = way.source.after === undefined;
  return { ...found, descends, isOlder: older, wasBefore, soakFloor: undefined, hold, dependencies };
}

/** By version and by ancestry: a higher version that lacks a hotfix is not older, but refused until the hotfix is merged. */
async function isOlder(git: Git, release: Release, current: Release): Promise<boolean> {
  if (!lt(release.version, current.version) || release.source === current.source) return false;
  return await git.isAncestor(release.source, current.source);
}

/** In the target a hold applies to everything that is not newer; in the environment before, to that release alone. */
export async function holdFor(
  { git, holds, now }: Shared,
  { source, target }: Way,
  release: Release,
): Promise<Hold | string | undefined> {
  const [theirs, ours] = [holds.get(source.name) ?? [], holds.get(target.name) ?? []];
  if (typeof ours === "string") return ours;
  if (typeof theirs === "string") return theirs;
  const hold = await holdOn(ours, release, now, (one, other) => git.isAncestor(one, other));
  return hold ?? holdOf(theirs, release, now);
}
