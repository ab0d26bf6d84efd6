import type { GitCommand } from "./command.ts";

export interface ChangedPath {
  /** One letter: A, C, D, M, T. Renames are reported as a deletion and an addition. */
  readonly status: string;
  readonly path: string;
}

export interface Commit {
  readonly sha: string;
  readonly subject: string;
  /** The whole message: subject, body and trailers. */
  readonly message: string;
  readonly committedAt: Date;
}

export interface LogOptions {
  /** Commits reachable from here are left out. */
  readonly since?: string;
  /** Only commits that touch one of these paths or what is below them. */
  readonly paths?: readonly string[];
  readonly limit?: number;
}

/** Whether `ancestor` is `descendant` or one of its ancestors. False when either is not in this clone. */
export async function isAncestor(git: GitCommand, ancestor: string, descendant: string): Promise<boolean> {
  const { exitCode } = await git(["merge-base", "--is-ancestor", ancestor, descendant], {
    allowFailure: true,
  });
  return exitCode === 0;
}

/** The best common ancestor, or undefined when the histories have none. */
export async function mergeBase(git: GitCommand, one: string, other: string): Promise<string | undefined> {
  const { exitCode, text } = await git(["merge-base", one, other], { allowFailure: true });
  return exitCode === 0 ? text.trim() : undefined;
}

/** Newest first. */
export async function log(
  git: GitCommand,
  tip: string,
  options: LogOptions = {},
): Promise<readonly Commit[]> {
  const range = options.since === undefined ? [tip] : [tip, `^${options.since}`];
  const limit = options.limit === undefined ? [] : [`--max-count=${options.limit}`];
  // Pathspecs are taken literally: a folder named "[x]" is no pattern.
  const { text } = await git([
    "--literal-pathspecs",
    "log",
    "-z",
    "--format=%H%n%cI%n%B",
    ...limit,
    ...range,
    "--",
    ...(options.paths ?? []),
  ]);
  return text
    .split("\0")
    .filter((record) => record !== "")
    .map(toCommit);
}

/** All paths that differ between two commits. */
export async function changedPaths(
  git: GitCommand,
  from: string,
  to: string,
): Promise<readonly ChangedPath[]> {
  const { text } = await git(["diff-tree", "-r", "-z", "--no-renames", "--name-status", from, to]);
  const fields = text.split("\0");
  const changed: ChangedPath[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    changed.push({ status: fields[at] ?? "", path: fields[at + 1] ?? "" });
  }
  return changed;
}

function toCommit(record: string): Commit {
  const [sha = "", date = "", ...rest] = record.replace(/^\n/, "").split("\n");
  const message = rest.join("\n").trimEnd();
  return { sha, subject: message.split("\n", 1)[0] ?? "", message, committedAt: new Date(date) };
}
