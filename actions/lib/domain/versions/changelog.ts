import type { CommitWithPaths } from "../repository/git.ts";
import { isBelow, isIn, type Paths } from "../services/paths.ts";
import { changeKind, describeChange, isConventional, isFix } from "./conventional-commits.ts";

export type Section = "breaking changes" | "features" | "fixes" | "other changes" | "chart and shared code";

export interface ChangelogEntry {
  readonly section: Section;
  readonly text: string;
  readonly sha: string;
}

const ORDER: readonly Section[] = [
  "breaking changes",
  "features",
  "fixes",
  "other changes",
  "chart and shared code",
];

export interface ServiceCommits {
  /** They touch the service's own folder. */
  readonly own: readonly CommitWithPaths[];
  /** They touch only what it shares with others. */
  readonly shared: readonly CommitWithPaths[];
}

/** Of all commits those of one service; `own` is its folder, `paths` all it is made of. */
export function commitsOf(commits: readonly CommitWithPaths[], own: string, paths: Paths): ServiceCommits {
  // A merge tells what its branch told already, unless its message is that of a squash or a pull request's title.
  const telling = commits.filter(({ isMerge, message }) => !isMerge || isConventional(message));
  // The whole repository is nobody's own folder: then all that the service is made of is its own.
  const isOwn = ({ paths: touched }: CommitWithPaths) =>
    touched.some((path) => (own === "" ? isIn(path, paths) : isBelow(path, own)));
  return {
    own: telling.filter(isOwn),
    shared: telling.filter((commit) => !isOwn(commit) && commit.paths.some((path) => isIn(path, paths))),
  };
}

/** By section, newest first within one. */
export function changelogOf({ own, shared }: ServiceCommits): readonly ChangelogEntry[] {
  const entries = [
    ...own.map(({ message, sha }) => ({ section: sectionOf(message), text: describeChange(message), sha })),
    ...shared.map(({ subject, sha }) => ({ section: "chart and shared code" as const, text: subject, sha })),
  ];
  return entries.toSorted((one, other) => ORDER.indexOf(one.section) - ORDER.indexOf(other.section));
}

function sectionOf(message: string): Section {
  const kind = changeKind(message);
  if (kind === "breaking") return "breaking changes";
  if (kind === "feature") return "features";
  return isFix(message) ? "fixes" : "other changes";
}
