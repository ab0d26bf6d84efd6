import { compare, inc, valid } from "semver";
import { type ChangeKind, largestChange } from "./conventional-commits.ts";

const FIRST = "0.1.0";

/**
 * The version that follows `current` when commits with these messages are released. Before 1.0.0 a breaking change and
 * a feature raise the minor number, everything else the patch number; from 1.0.0 on semantic versioning holds.
 */
export function nextVersion(current: string | undefined, messages: readonly string[]): string {
  if (current === undefined) return FIRST;
  const stable = compare(current, "1.0.0") >= 0;
  const next = inc(current, stable ? STABLE[largestChange(messages)] : EARLY[largestChange(messages)]);
  if (next === null) throw new TypeError(`${current} is not a version`);
  return next;
}

const STABLE = { breaking: "major", feature: "minor", other: "patch" } as const satisfies Rise;
const EARLY = { breaking: "minor", feature: "minor", other: "patch" } as const satisfies Rise;
type Rise = Record<ChangeKind, "major" | "minor" | "patch">;

export function versionTag(service: string, version: string): string {
  return `refs/tags/${service}-v${version}`;
}

/** Pattern of all version tags of a service, for `git.fetch`. */
export function versionTags(service: string): string {
  return versionTag(service, "*");
}

export interface Tagged {
  readonly version: string;
  readonly commit: string;
}

/** The highest version among fetched tags (ref → commit); tags that only look alike are passed over. */
export function highestTagged(refs: ReadonlyMap<string, string>, service: string): Tagged | undefined {
  const prefix = versionTag(service, "");
  const tagged = [...refs]
    .filter(([ref]) => ref.startsWith(prefix))
    .map(([ref, commit]) => ({ version: ref.slice(prefix.length), commit }))
    .filter(({ version }) => valid(version) === version && !version.includes("-"));
  return tagged.toSorted((one, other) => compare(other.version, one.version))[0];
}
