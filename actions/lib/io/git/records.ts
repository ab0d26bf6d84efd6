import type { CommitRecord, RecordOptions, RevisedFile } from "../../domain/repository/history.ts";
import type { GitCommand } from "./command.ts";
import { commitDate } from "./dates.ts";

// Fields end with NUL, which neither a name nor a message can hold.
const MARK = "\u0001";
const FORMAT = "--format=%x01%H%x00%P%x00%an%x00%ct%x00%B%x00";

/** Commits reachable from `tips`, newest first: one process for any number of branches, files and commits. */
export async function records(
  git: GitCommand,
  tips: readonly string[],
  options: RecordOptions = {},
): Promise<readonly CommitRecord[]> {
  if (tips.length === 0) return [];
  const { text } = await git([
    ...["log", "-z", "--root", "--raw", "--no-abbrev", "--no-renames", "--topo-order", FORMAT],
    ...(options.isFirstParent ? ["--first-parent", "--diff-merges=first-parent"] : ["--full-history"]),
    ...(options.limit === undefined ? [] : [`--max-count=${options.limit}`]),
    ...[...new Set(tips), "--", ...(options.pathspecs ?? [])],
  ]);
  return parse(text);
}

function parse(text: string): readonly CommitRecord[] {
  const fields = text.split("\0");
  const found: CommitRecord[] = [];
  for (let at = 0; at < fields.length; ) {
    const [, sha] = (fields[at] ?? "").split(MARK);
    if (sha === undefined) {
      at += 1;
      continue;
    }
    const [parents = "", author = "", seconds, message = ""] = fields.slice(at + 1, at + 5);
    const files: RevisedFile[] = [];
    // Older versions of git end the message with a NUL of their own.
    at += fields[at + 5] === "" ? 6 : 5;
    for (; /^\n?:/.test(fields[at] ?? ""); at += 2) {
      const [, , , object, status] = (fields[at] ?? "").trim().split(" ");
      files.push({ path: fields[at + 1] ?? "", object: status === "D" ? undefined : object });
    }
    found.push({
      sha,
      parents: parents === "" ? [] : parents.split(" "),
      author,
      committedAt: commitDate(seconds),
      message: message.trimEnd(),
      files,
    });
  }
  return found;
}
