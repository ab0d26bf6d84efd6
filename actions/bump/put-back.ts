/** Pins that a person replaced: the very same must not be written again by the next run. */

import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { decodeFile } from "@slipway/lib/domain/pins/encoding.ts";
import { openYaml } from "@slipway/lib/domain/pins/pins.ts";
import type { OwnCommits } from "@slipway/lib/domain/repository/own-commits.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import type { CommitRecord, Git, Tree } from "@slipway/lib/io/git/git.ts";
import { isPinned } from "./files-plan.ts";
import type { BumpRequest, FilePin } from "./request.ts";

interface PutBackContext {
  readonly git: Git;
  readonly tip: Tree;
  /** Absent where no forge is known: then every commit counts as a person's. */
  readonly isOwn?: OwnCommits | undefined;
}

/**
 * For each of `pins`, which are all about to change something: why a person's last word about the value is against it.
 * What is built from a commit that contains that person's commit is an answer to it and passes.
 */
export async function findPutBack(
  place: PutBackContext,
  { source }: BumpRequest,
  pins: readonly FilePin[],
): Promise<ReadonlyMap<FilePin, string>> {
  const byFile = Map.groupBy(pins, ({ file }) => file);
  const found = await Promise.all(
    [...byFile].map(async ([file, own]) => {
      const history = await readHistory(place, file);
      return Promise.all(own.map(async (pin) => [pin, await putBack(place, source, history, pin)] as const));
    }),
  );
  return new Map(
    found.flat().flatMap(([pin, reason]) => (reason === undefined ? [] : [[pin, reason] as const])),
  );
}

interface Past {
  readonly record: CommitRecord;
  /** The file's content after that commit; undefined if it did not exist. */
  readonly content: Buffer | undefined;
}

/** Newest first: what came onto the branch, a merge as one change. */
async function readHistory({ git, tip }: PutBackContext, file: string): Promise<readonly Past[]> {
  const records = await git.records([tip.commit], {
    pathspecs: [`:(literal)${file}`],
    isFirstParent: true,
    limit: LOOKED_AT,
  });
  const objectOf = ({ files }: CommitRecord) => files.find(({ path }) => path === file)?.object;
  const contents = await git.contents(records.flatMap((record) => objectOf(record) ?? []));
  return records.map((record) => ({ record, content: contents.get(objectOf(record) ?? "") }));
}

/** Changes of one file; an older decision was followed by too many others to be a person's last word. */
const LOOKED_AT = 100;

async function putBack(
  { git, isOwn }: PutBackContext,
  source: string,
  history: readonly Past[],
  pin: FilePin,
): Promise<string | undefined> {
  // The newest commit after which the value was not the pin's although it was before.
  const index = history.findIndex(({ content }) => holds(content, pin));
  const by = history[index - 1]?.record;
  if (by === undefined || (await git.isAncestor(by.sha, source))) return undefined;
  // The author controls the message: only the forge knows which commits are the bot's.
  if ((await isOwn?.(by.sha)) === true) return undefined;
  const { author, sha, message } = by;
  return (
    `${author} replaced it in ${shortSha(sha)}: ${firstLine(message)}.\n` +
    "  Pin another build, one of a commit that contains that one, or change the value by a commit of your own."
  );
}

function holds(content: Buffer | undefined, pin: FilePin): boolean {
  if (content === undefined) return false;
  try {
    return isPinned(openYaml(decodeFile(content, pin.file).text, pin.file), pin);
  } catch (error) {
    // What could not be read then was not pinned then.
    if (error instanceof UserError) return false;
    throw error;
  }
}
