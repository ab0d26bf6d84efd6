import type { RevisedFile, Revision, RevisionOptions } from "../../domain/repository/history.ts";
import type { GitCommand } from "./command.ts";
import { commitDate } from "./dates.ts";

/** Commits on the first-parent lines of `tips`, by sha: one process for any number of branches, files and commits. */
export async function revisions(
  git: GitCommand,
  tips: readonly string[],
  options: RevisionOptions = {},
): Promise<ReadonlyMap<string, Revision>> {
  if (tips.length === 0) return new Map();
  const { text } = await git([
    ...["log", "--first-parent", "--diff-merges=first-parent", "--root", "-z", "--raw", "--no-abbrev"],
    ...["--no-renames", "--format=commit %H %ct %P"],
    ...(options.limit === undefined ? [] : [`--max-count=${options.limit}`]),
    ...(options.since === undefined ? [] : [`--since=${options.since.toISOString()}`]),
    ...[...new Set(tips), "--"],
  ]);
  return parseRevisions(text);
}

/** A path follows its raw line, so one that looks like a commit's line is not taken for one. */
function parseRevisions(text: string): ReadonlyMap<string, Revision> {
  const found = new Map<string, Revision & { readonly files: RevisedFile[] }>();
  let files: RevisedFile[] = [];
  const fields = text.split("\0");
  for (let at = 0; at < fields.length; at++) {
    const words = (fields[at] ?? "").trim().split(" ");
    if (words[0]?.startsWith(":")) {
      const [, , , object, status] = words;
      files.push({ path: fields[++at] ?? "", object: status === "D" ? undefined : object });
    } else if (words[0] === "commit") {
      const [, sha = "", seconds, parent] = words;
      files = [];
      found.set(sha, { sha, parent, committedAt: commitDate(seconds), files });
    }
  }
  return found;
}
