/** What a head would change on the branch, read as data: nothing of it is checked out, and nothing of it runs. */
import type { Git, Tree } from "../lib/git/git.ts";

export interface Difference {
  readonly head: Tree;
  /** All paths, as git has them: a name may hold a newline or a quote. */
  readonly paths: readonly string[];
  /** Those below `environments/` that are neither plain files nor gone: links, submodules. */
  readonly odd: readonly string[];
}

/** Undefined when the two share no history: then nobody can say what would change. */
export async function readDifference(git: Git, tip: string, head: string): Promise<Difference | undefined> {
  // With a criss-cross history there are several bases, and the forge may merge from any of them.
  const bases = await git.mergeBases(tip, head);
  if (bases.length === 0) return undefined;
  const changes = (await Promise.all(bases.map((base) => git.changedPaths(base, head)))).flat();
  const tree = await git.tree(head);
  const below = changes.filter(({ status, path }) => status !== "D" && path.startsWith("environments/"));
  const entries = await Promise.all(below.map(({ path }) => tree.entry(path)));
  const plain = ["100644", "100755"];
  return {
    head: tree,
    paths: [...new Set(changes.map(({ path }) => path))].sort(),
    odd: below.filter((_, i) => !plain.includes(entries[i]?.mode ?? "")).map(({ path }) => path),
  };
}

const RELEASE = /^environments\/([^/]+)\/([^/]+)\/release(?:\/|$)/;

export interface ReleaseFolder {
  readonly environment: string;
  readonly service: string;
}

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

/** A path as one line of text, whatever its name is made of. */
export function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : JSON.stringify(path);
}
