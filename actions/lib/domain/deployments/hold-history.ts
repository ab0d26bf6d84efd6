/** Holds that were set, changed and lifted: from the history of `environments/<env>/holds`, with two git processes. */
import { UserError } from "../errors/user-error.ts";
import { type Hold, parseHold } from "../holds/holds.ts";
import type { Git } from "../repository/git.ts";
import { trailersOf } from "./trailers.ts";

export interface HoldEvent {
  readonly kind: "set" | "changed" | "lifted";
  /** The hold after the change; for a lifted one, its last content. */
  readonly hold: Hold;
  readonly at: Date;
  readonly by: string;
  readonly commit: string;
}

const PATHS = ":(glob)environments/*/holds/*.yaml";

/** Newest first. A file that could not be read then held nothing by itself, and is left out. */
export async function readHoldHistory(git: Git, tip: string): Promise<readonly HoldEvent[]> {
  const line = await git.records([tip], { pathspecs: [PATHS], isFirstParent: true });
  const objects = line.flatMap(({ files }) => files.flatMap(({ object }) => object ?? []));
  const contents = await git.contents(objects);
  const standing = new Map<string, Hold>();
  const events: HoldEvent[] = [];
  for (const { sha: commit, committedAt: at, author, message, files } of line.toReversed()) {
    const by = trailersOf(message).get("Actor")?.[0] ?? author;
    for (const { path, object } of files) {
      const before = standing.get(path);
      const hold = object === undefined ? undefined : readHold(contents.get(object), path);
      if (hold !== undefined) {
        events.push({ kind: before === undefined ? "set" : "changed", hold, at, by, commit });
        standing.set(path, hold);
      } else if (before !== undefined) {
        events.push({ kind: "lifted", hold: before, at, by, commit });
        standing.delete(path);
      }
    }
  }
  return events.reverse();
}

function readHold(content: Buffer | undefined, path: string): Hold | undefined {
  try {
    return content === undefined ? undefined : parseHold(content, path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
