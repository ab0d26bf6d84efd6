import type { Release } from "../releases/release.ts";
import type { CommitWithPaths } from "../repository/git.ts";
import type { Paths } from "../services/paths.ts";
import { type ChangelogEntry, changelogOf, commitsOf } from "./changelog.ts";
import { highestTagged, nextVersion } from "./next-version.ts";
import { askedVersion } from "./release-as.ts";
import { highest, type ReleasedPlace, recordedReleases } from "./released.ts";

export interface VersionQuestion {
  readonly service: string;
  /** The commit to be released. */
  readonly source: string;
  /** The service's own folder: its commits say what kind of change it is. */
  readonly own: string;
  /** All it is made of; a commit to these alone is a patch, whatever it calls itself. */
  readonly paths: Paths;
  /** The release pinned in the first environment. */
  readonly pinned: Release | undefined;
}

export interface NextRelease {
  readonly version: string;
  /** What came since the highest release; empty for a first one, and where history was rewritten. */
  readonly changelog: readonly ChangelogEntry[];
}

export interface Versions {
  /** Higher than every version that was ever tagged or pinned, also by a release that was aborted and rolled back. */
  next(question: VersionQuestion): Promise<NextRelease>;
}

/** Versions as they follow from one tip. The history is read once for all services. */
export function openVersions(place: ReleasedPlace, services: readonly string[]): Versions {
  const { git, refs } = place;
  let recorded: ReturnType<typeof recordedReleases> | undefined;
  const ranges = new Map<string, Promise<readonly CommitWithPaths[]>>();
  const commitsSince = (base: string, source: string) => {
    const range = `${base}..${source}`;
    const commits = ranges.get(range) ?? git.logWithPaths(source, base, { mergesToo: true });
    ranges.set(range, commits);
    return commits;
  };
  return {
    async next({ service, source, own, paths, pinned }) {
      recorded ??= recordedReleases(place, services);
      const last = highest([
        highestTagged(refs, service),
        pinned && { version: pinned.version, commit: pinned.source },
        ...((await recorded).get(service) ?? []),
      ]);
      if (last === undefined) return { version: nextVersion(undefined, []), changelog: [] };
      const base = await git.resolve(last.commit);
      // After a rewritten history the old commit may be gone; then it is unknown what changed, and the patch number rises.
      if (base === undefined) return { version: nextVersion(last.version, []), changelog: [] };
      const commits = commitsOf(await commitsSince(base, source), own, paths);
      const messages = commits.own.map(({ message }) => message);
      const asked = askedVersion(commits.own, last.version);
      return { version: asked ?? nextVersion(last.version, messages), changelog: changelogOf(commits) };
    },
  };
}
