/** What a head would change on the branch, read as data: nothing of it is checked out, and nothing of it runs. */
import type { ReleaseFolder } from "@slipway/lib/domain/releases/origins.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";

export type { ReleaseFolder } from "@slipway/lib/domain/releases/origins.ts";

export interface Difference {
  /** The files as they would be. */
  readonly head: Tree;
  /** All paths, as git has them: a name may hold a newline or a quote. */
  readonly paths: readonly string[];
  /** Entries below `environments/` that are neither plain files nor deleted: links, submodules. */
  readonly odd: readonly string[];
  /** Entries that differ only in case or Unicode form from paths that this project reads. */
  readonly lookalikes: readonly string[];
  /** Holds that would be added, changed or deleted. */
  readonly holds: readonly string[];
}

export interface Differences {
  /** Of the head itself, and of each result that merging it may have. Empty: the two share no history. */
  readonly each: readonly Difference[];
  /** Paths that people have to merge by hand; empty unless every way of merging conflicts. */
  readonly conflicts: readonly string[];
}

/**
 * A merge can change more than the head did: git follows renames, and applies an edit to a file's new path.
 * So the merge results are evaluated, and the head itself.
 */
export async function readDifferences(git: Git, tip: string, head: string): Promise<Differences> {
  // With a criss-cross history there are several bases, and the forge may merge from any of them.
  const bases = await git.mergeBases(tip, head);
  if (bases.length === 0) return { each: [], conflicts: [] };
  const merged = await git.mergeEachWay(tip, head);
  const commits = merged.flatMap((each) => ("commit" in each ? [each.commit] : []));
  const results = commits.filter((commit) => commit !== head);
  return {
    each: await Promise.all([
      ...results.map((commit) => readDifference(git, [tip], commit)),
      readDifference(git, bases, head),
    ]),
    conflicts: commits.length > 0 ? [] : merged.flatMap((each) => ("commit" in each ? [] : each.conflicts)),
  };
}

async function readDifference(git: Git, bases: readonly string[], head: string): Promise<Difference> {
  const changes = (await Promise.all(bases.map((base) => git.changedPaths(base, head)))).flat();
  const tree = await git.tree(head);
  const below = changes.filter(({ status, path }) => status !== "D" && /^environments(?:\/|$)/.test(path));
  const entries = await Promise.all(below.map(({ path }) => tree.entry(path)));
  const plain = ["100644", "100755"];
  return {
    head: tree,
    paths: [...new Set(changes.map(({ path }) => path))].sort(),
    odd: below
      .filter(({ path }, i) => path === "environments" || !plain.includes(entries[i]?.mode ?? ""))
      .map(({ path }) => path),
    lookalikes: changes.filter(({ status, path }) => status !== "D" && isLookalike(path)).map(pathOf),
    holds: [...new Set(changes.filter(({ path }) => HOLD.test(path)).map(pathOf))],
  };
}

function pathOf({ path }: { readonly path: string }): string {
  return path;
}

const HOLD = /^environments\/[^/]+\/holds\/[^/]+$/;
const READ = /^environments\/(?:[^/]+\/(?:environment\.yaml$|holds(?:\/|$)|[^/]+\/release(?:\/|$))|$)/;

/** On a file system that folds letters it would be the folder itself, or lie in it. */
function isLookalike(path: string): boolean {
  const folded = path.normalize("NFKC").toLowerCase();
  const isBelow = path.startsWith("environments/");
  return (READ.test(folded) && !READ.test(path)) || (folded.startsWith("environments/") && !isBelow);
}

const RELEASE = /^environments\/([^/]+)\/([^/]+)\/release(?:\/|$)/;

export function releaseFolderOf(path: string): ReleaseFolder | undefined {
  const [, environment, service] = RELEASE.exec(path) ?? [];
  return environment === undefined || service === undefined ? undefined : { environment, service };
}

/** Each folder once. */
export function foldersOf(paths: readonly string[]): readonly ReleaseFolder[] {
  const folders = paths.flatMap((path) => {
    const folder = releaseFolderOf(path);
    return folder === undefined ? [] : [[`${folder.environment}/${folder.service}`, folder] as const];
  });
  return [...new Map(folders).values()];
}

/** A path as one line of text, for any name. */
export function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : JSON.stringify(path);
}
