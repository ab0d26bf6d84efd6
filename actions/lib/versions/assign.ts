import { compare } from "semver";
import type { Git } from "../git/git.ts";
import type { Release } from "../releases/release.ts";
import { highestTagged, nextVersion, type Tagged } from "./next-version.ts";

export interface VersionQuestion {
  readonly service: string;
  /** The commit to be released. */
  readonly source: string;
  /** Commits that touch none of these paths are not the service's. */
  readonly paths: readonly string[];
  /** Fetched refs with the service's version tags. */
  readonly refs: ReadonlyMap<string, string>;
  /** The release pinned in the first environment. */
  readonly pinned: Release | undefined;
}

/** The version the next release of a service gets. It is higher than every tagged and every pinned one. */
export async function assignVersion(git: Git, question: VersionQuestion): Promise<string> {
  const last = lastVersion(question);
  if (last === undefined) return nextVersion(undefined, []);
  const base = await git.resolve(last.commit);
  // After a rewritten history the old commit may be gone; then nobody can tell what changed, and the patch number rises.
  if (base === undefined) return nextVersion(last.version, []);
  const commits = await git.log(question.source, { since: base, paths: question.paths });
  return nextVersion(
    last.version,
    commits.map((commit) => commit.message),
  );
}

/** A pin without its tag is the mark of a run that died between the two; its version is taken all the same. */
function lastVersion({ refs, service, pinned }: VersionQuestion): Tagged | undefined {
  const tagged = highestTagged(refs, service);
  if (pinned === undefined) return tagged;
  if (tagged !== undefined && compare(tagged.version, pinned.version) >= 0) return tagged;
  return { version: pinned.version, commit: pinned.source };
}
