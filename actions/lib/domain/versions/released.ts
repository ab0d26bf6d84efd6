/** Which versions were ever used: by tags, by pins, and by pins of the past whose tag never came. */
import { compare } from "semver";
import type { Git, RefName, Tree } from "../repository/git.ts";
import { highestTagged, type Tagged } from "./next-version.ts";

export interface ReleasedPlace {
  readonly git: Git;
  /** Tip of the branch the environments live on; undefined when there is none yet. */
  readonly tip: Tree | undefined;
  /** Fetched refs with the version tags of the services. */
  readonly refs: ReadonlyMap<RefName, string>;
  /** The environment releases enter first. */
  readonly environment: string;
}

/** Service → the releases its folder in the environment has held. A tag may never have been pushed; these always were. */
export async function recordedReleases(
  { git, tip, refs, environment }: ReleasedPlace,
  services: readonly string[],
): Promise<ReadonlyMap<string, readonly Tagged[]>> {
  const file = new RegExp(`^environments/${environment}/([^/]+)/release/release\\.yaml$`);
  const recorded = new Map<string, Tagged[]>();
  if (tip === undefined || tip.commit === "") return recorded;
  const since = await beforeAllTags(git, refs, services);
  const contents = await git.pastContents(tip.commit, `environments/${environment}`, {
    matching: file,
    since,
  });
  for (const { path, content } of contents) {
    const service = file.exec(path)?.[1] ?? "";
    const release = readRecorded(content.toString());
    if (release !== undefined) recorded.set(service, [...(recorded.get(service) ?? []), release]);
  }
  return recorded;
}

/**
 * A pin that is higher than a tag was made after the commit the tag names. So what all tagged commits descend from need
 * not be read, when each service has one.
 */
async function beforeAllTags(
  git: Git,
  refs: ReadonlyMap<RefName, string>,
  services: readonly string[],
): Promise<string | undefined> {
  const tagged = services.map((service) => highestTagged(refs, service)?.commit);
  const known = [...new Set(tagged.filter((commit) => commit !== undefined))];
  if (known.length === 0 || tagged.includes(undefined)) return undefined;
  return git.sharedAncestor(known);
}

/** What is not as the machine wrote it was never pinned by it. */
export function readRecorded(text: string): Tagged | undefined {
  const version = /^version: "?(\d+\.\d+\.\d+)"?$/m.exec(text)?.[1];
  const commit = /^source: "?([0-9a-f]{40})"?$/m.exec(text)?.[1];
  return version === undefined || commit === undefined ? undefined : { version, commit };
}

export function highest(releases: readonly (Tagged | undefined)[]): Tagged | undefined {
  return releases
    .filter((release) => release !== undefined)
    .toSorted((one, other) => compare(other.version, one.version))[0];
}
