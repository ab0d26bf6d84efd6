/** Sets of paths of the repository, as what a release is made of; the same set for git and for paths in hand. */
import type { Commit, Git } from "../repository/git.ts";
import { matchesGlob } from "./globs.ts";

/** A file or folder as it is written, or a glob that begins with {@link GLOB}. "" is the whole repository. */
type Spec = string;

export interface PathSet {
  readonly include: readonly Spec[];
  readonly exclude: readonly Spec[];
}

/** A path is in it when it is below one of the plain entries or in one of the sets. */
export type Paths = readonly (string | PathSet)[];

/** As git writes a pattern in which `*` stops at a slash and `**` does not. */
const GLOB = ":(glob)";

export function glob(pattern: string): Spec {
  return `${GLOB}${pattern}`;
}

/** A pattern without wildcards is a file or a folder. */
export function globOrPath(pattern: string): readonly Spec[] {
  return /[*?[\]]/.test(pattern) ? [glob(pattern), glob(`${pattern}/**`)] : [pattern];
}

export function isBelow(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

export function isIn(path: string, paths: Paths): boolean {
  return paths.some((each) => {
    if (typeof each === "string") return matches(path, each);
    return (
      each.include.some((spec) => matches(path, spec)) && !each.exclude.some((spec) => isExcluded(path, spec))
    );
  });
}

/** A file above the entry is a submodule, or a link that the entry leads through. */
function matches(path: string, spec: Spec): boolean {
  if (spec.startsWith(GLOB)) return matchesPattern(path, spec);
  return isBelow(path, spec) || isBelow(spec, path);
}

function isExcluded(path: string, spec: Spec): boolean {
  return spec.startsWith(GLOB) ? matchesPattern(path, spec) : isBelow(path, spec);
}

function matchesPattern(path: string, spec: Spec): boolean {
  return matchesGlob(path, spec.slice(GLOB.length), { dot: true });
}

/** Commits reachable from `tip` that touch one of the paths, newest first; those of each set by its own process. */
export async function logOfPaths(
  git: Pick<Git, "log">,
  tip: string,
  paths: Paths,
  options: { readonly since?: string; readonly limit?: number } = {},
): Promise<readonly Commit[]> {
  const plain = paths.filter((each) => typeof each === "string");
  const sets = paths.filter((each) => typeof each !== "string");
  const logs = await Promise.all([
    ...(plain.length === 0 && sets.length > 0 ? [] : [git.log(tip, { ...options, paths: plain })]),
    ...sets.map((set) => git.log(tip, { ...options, pathspecs: pathspecs(set) })),
  ]);
  if (logs.length === 1) return logs[0] ?? [];
  const all = new Map(logs.flat().map((commit) => [commit.sha, commit]));
  const sorted = [...all.values()].toSorted(
    (one, other) => other.committedAt.getTime() - one.committedAt.getTime(),
  );
  return options.limit === undefined ? sorted : sorted.slice(0, options.limit);
}

/** Git's own form of a set; a plain entry is no pattern, whatever its name holds. */
function pathspecs({ include, exclude }: PathSet): readonly string[] {
  const literal = (spec: Spec) => (spec === "" ? ":(top)" : `:(top,literal)${spec}`);
  const patterns = include.map((spec) =>
    spec.startsWith(GLOB) ? `:(top,glob)${spec.slice(GLOB.length)}` : literal(spec),
  );
  const left = exclude.map((spec) =>
    spec.startsWith(GLOB) ? `:(top,exclude,glob)${spec.slice(GLOB.length)}` : `:(top,exclude,literal)${spec}`,
  );
  return [...patterns, ...left];
}
