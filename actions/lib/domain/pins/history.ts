/** What a place has pinned over time, as the branch's first parents brought it. */
import { UserError } from "../errors/user-error.ts";
import type { CommitRecord, Git } from "../repository/git.ts";
import type { PinPlace } from "./declaration.ts";
import { decodeFile } from "./encoding.ts";
import { type Pinned, pinnedAt } from "./place.ts";

/** From one change of the pin to the next. */
export interface PinEpisode {
  readonly pin: Pinned;
  /** The commit that brought it. */
  readonly commit: string;
  readonly at: Date;
  readonly record: CommitRecord;
}

/** Changes of a file that are looked at; what was pinned before that is not known. */
const LOOKED_AT = 500;

/** Newest first. What cannot be read was no pin. */
export async function pinHistory(git: Git, tip: string, place: PinPlace): Promise<readonly PinEpisode[]> {
  const records = await git.records([tip], {
    pathspecs: [`:(literal)${place.file}`],
    isFirstParent: true,
    limit: LOOKED_AT,
  });
  const objectOf = (record: (typeof records)[number]) =>
    record.files.find(({ path }) => path === place.file)?.object ?? "";
  const contents = await git.contents(records.map(objectOf).filter((object) => /[1-9a-f]/.test(object)));
  const episodes: PinEpisode[] = [];
  for (const record of records.toReversed()) {
    const pin = pinIn(contents.get(objectOf(record)), place);
    const last = episodes.at(-1)?.pin;
    if (pin === undefined || (last !== undefined && isSamePin(last, pin))) continue;
    episodes.push({ pin, commit: record.sha, at: record.committedAt, record });
  }
  return episodes.toReversed();
}

export type HistoryOf = (place: PinPlace) => Promise<readonly PinEpisode[]>;

/** Histories at one tip, each read once. `place` is the object of the declaration. */
export function pinHistories(git: Git, tip: string): HistoryOf {
  const read = new Map<PinPlace, Promise<readonly PinEpisode[]>>();
  return (place) => {
    const history = read.get(place) ?? pinHistory(git, tip, place);
    read.set(place, history);
    return history;
  };
}

/** By digest where both have one: the same image under another tag is the same. */
export function isSamePin(one: Pinned, other: Pinned): boolean {
  return one.digest !== undefined && other.digest !== undefined
    ? one.digest === other.digest
    : one.tag === other.tag && one.digest === other.digest;
}

/** The pin in a file's content; undefined if there is none that can be read. */
export function pinIn(content: Buffer | undefined, place: PinPlace): Pinned | undefined {
  if (content === undefined) return undefined;
  try {
    return pinnedAt(decodeFile(content, place.file).text, place);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
