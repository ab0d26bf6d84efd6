import type {
  ChangedPath,
  Commit,
  CommitWithPaths,
  LogOptions,
  PathOptions,
} from "../../domain/repository/history.ts";
import type { GitCommand } from "./command.ts";
import { commitDate } from "./dates.ts";

/** The best common ancestor, or undefined when the histories have none. */
export async function mergeBase(git: GitCommand, one: string, other: string): Promise<string | undefined> {
  const { exitCode, text } = await git(["merge-base", one, other], { allowFailure: true });
  return exitCode === 0 ? text.trim() : undefined;
}

/** All best common ancestors: a criss-cross history has several. */
export async function mergeBases(git: GitCommand, one: string, other: string): Promise<readonly string[]> {
  const { exitCode, text } = await git(["merge-base", "--all", one, other], { allowFailure: true });
  return exitCode === 0 ? text.trim().split("\n") : [];
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
    ...(options.pathspecs === undefined ? ["--literal-pathspecs"] : []),
    "log",
    "-z",
    "--format=%H%n%ct%n%B",
    ...limit,
    ...(options.isFirstParent ? ["--first-parent"] : []),
    ...range,
    "--",
    ...(options.pathspecs ?? options.paths ?? []),
  ]);
  return text
    .split("\0")
    .filter((record) => record !== "")
    .map(toCommit);
}

/** Commits reachable from `tip` and not from `since`, each with its paths, newest first: one process for any number of paths. */
export async function logWithPaths(
  git: GitCommand,
  tip: string,
  since: string,
  { mergesToo }: PathOptions = {},
): Promise<readonly CommitWithPaths[]> {
  const format = "--format=%x00%H %P%x00%ct%x00%B%x00";
  const merges = mergesToo ? ["--diff-merges=first-parent"] : [];
  const range = [tip, `^${since}`, "--"];
  const { text } = await git(["log", "-z", "--no-renames", "--name-only", ...merges, format, ...range]);
  // No message and no name holds a NUL, so an empty field is always the edge of a record.
  const fields = text.split("\0");
  const commits: CommitWithPaths[] = [];
  for (let at = 1; at + 3 < fields.length; ) {
    const [shas = "", date = "", message = ""] = fields.slice(at, at + 3);
    const [sha = "", ...parents] = shas.trim().split(" ");
    const end = fields.indexOf("", at + 4);
    const names = fields.slice(at + 4, end < 0 ? fields.length : end);
    const paths = names.map((name, index) => (index === 0 ? name.replace(/^\n/, "") : name));
    commits.push({ ...toCommit([sha, date, message].join("\n")), paths, isMerge: parents.length > 1 });
    at = end < 0 ? fields.length : end + 1;
  }
  return commits;
}

/** What a file held after some commit. */
export interface Blob {
  readonly path: string;
  readonly object: string;
}

/**
 * Every content the files below `folder` have had in the history of `tip`, side branches included, deletions left out;
 * `since` and what is reachable from it are not looked at.
 */
export async function pastBlobs(
  git: GitCommand,
  tip: string,
  folder: string,
  since: string | undefined,
): Promise<readonly Blob[]> {
  const range = since === undefined ? [tip] : [tip, `^${since}`];
  const options = ["--full-history", "--no-renames", "--raw", "--no-abbrev", "-z", "--format="];
  const { text } = await git(["--literal-pathspecs", "log", ...options, ...range, "--", folder]);
  const fields = text.split("\0").filter((field) => field !== "");
  const blobs: Blob[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, , , object = "", status] = (fields[at] ?? "").trim().split(" ");
    if (status !== "D") blobs.push({ path: fields[at + 1] ?? "", object });
  }
  return blobs;
}

/** The best ancestor that all of them share, or undefined when there is none. */
export async function sharedAncestor(
  git: GitCommand,
  commits: readonly string[],
): Promise<string | undefined> {
  const { exitCode, text } = await git(["merge-base", "--octopus", ...commits], { allowFailure: true });
  return exitCode === 0 ? text.trim() : undefined;
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
  return { sha, subject: message.split("\n", 1)[0] ?? "", message, committedAt: commitDate(date) };
}
