/** The files of a commit that pins stand in, each read once. */
import { orMessage } from "../../domain/errors/or-message.ts";
import type { PinPlace } from "../../domain/pins/declaration.ts";
import { type DecodedFile, decodeFile } from "../../domain/pins/encoding.ts";
import { MissingPin, UnpinnableValue } from "../../domain/pins/errors.ts";
import { type Pinned, pinnedAt, withPin } from "../../domain/pins/place.ts";
import { SYMBOLIC_LINK } from "../../domain/repository/tree.ts";
import type { Change, Tree } from "../../io/git/git.ts";

/** What is at `place`; a text says why it cannot be read. */
export async function readPin(tree: Tree, place: PinPlace): Promise<Pinned | string> {
  return await orMessage(async () => pinnedAt((await decoded(tree, place.file)).text, place));
}

export interface NewPin {
  readonly place: PinPlace;
  readonly tag: string;
  readonly digest: string;
}

/** Several pins of one file are one change of it. Throws `UserError` where one cannot be written. */
export async function pinChanges(tree: Tree, pins: readonly NewPin[]): Promise<readonly Change[]> {
  const byFile = Map.groupBy(pins, ({ place }) => place.file);
  return Promise.all(
    [...byFile].map(async ([path, own]) => {
      const { text, encode } = await decoded(tree, path);
      return { path, content: encode(own.reduce((before, pin) => withPin(before, pin.place, pin), text)) };
    }),
  );
}

async function decoded(tree: Tree, file: string): Promise<DecodedFile> {
  const [bytes, entry] = await Promise.all([tree.read(file), tree.entry(file)]);
  if (bytes === undefined) {
    throw new MissingPin(file, undefined, "there is no such file", "Correct pins in slipway.yaml.");
  }
  if (entry?.mode === SYMBOLIC_LINK) {
    throw new UnpinnableValue(file, undefined, "a symbolic link", "Name the file that it leads to.");
  }
  return decodeFile(bytes, file);
}
