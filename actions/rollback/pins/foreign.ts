/** Finds changes on `rollback/<environment>` that no rollback of pins writes. Anyone who may push there could otherwise make the bot publish them. */
import { pinChanges, readPin } from "@slipway/lib/app/pins/files.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { PinPlace, Pins } from "@slipway/lib/domain/pins/declaration.ts";
import { isSamePin, pinHistory } from "@slipway/lib/domain/pins/history.ts";
import type { Pinned } from "@slipway/lib/domain/pins/place.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";
import { isHold } from "../foreign.ts";

/**
 * A rollback brings pins that stood in their place before, changes no other byte of their files, and adds holds of its
 * environment. Every other path of the branch is returned.
 */
export async function foreignPinPaths(
  git: Git,
  tip: Tree,
  { services }: Pins,
  environment: string,
  branchTip: string,
): Promise<readonly string[]> {
  const head = await git.tree(branchTip);
  const bases = await git.mergeBases(tip.commit, branchTip);
  const places = Object.values(services).flatMap((own) => own[environment] ?? []);
  const found = await Promise.all(
    bases.map(async (commit) => {
      const base = await git.tree(commit);
      const changes = await git.changedPaths(commit, branchTip);
      const judged = changes.map(async ({ status, path }) => {
        const own = places.filter(({ file }) => file === path);
        if (own.length > 0) return (await isPinned({ git, tip, base, head }, path, own)) ? [] : [path];
        return status === "A" && (await isHold(head, environment, path)) ? [] : [path];
      });
      return (await Promise.all(judged)).flat();
    }),
  );
  return [...new Set(found.flat())];
}

interface Sides {
  readonly git: Git;
  readonly tip: Tree;
  readonly base: Tree;
  readonly head: Tree;
}

/** The base's file with pins of its own past, and with nothing else. */
async function isPinned(
  { git, tip, base, head }: Sides,
  file: string,
  places: readonly PinPlace[],
): Promise<boolean> {
  const [then, now] = await Promise.all([base.entry(file), head.entry(file)]);
  if (now === undefined || now.mode !== then?.mode) return false;
  const moved: { place: PinPlace; tag: string; digest: string }[] = [];
  for (const place of places) {
    const [before, after] = [await readPin(base, place), await readPin(head, place)];
    if (typeof before === "string" || typeof after === "string") return false;
    if (before.tag === after.tag && before.digest === after.digest) continue;
    if (after.digest === undefined || !(await stoodThere(git, tip, place, after))) return false;
    moved.push({ place, tag: after.tag, digest: after.digest });
  }
  try {
    const [change] = await pinChanges(base, moved);
    const bytes = await head.read(file);
    return change?.content != null && bytes?.equals(Buffer.from(change.content)) === true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

async function stoodThere(git: Git, tip: Tree, place: PinPlace, pin: Pinned): Promise<boolean> {
  const past = await pinHistory(git, tip.commit, place);
  return past.some((each) => each.pin.tag === pin.tag && isSamePin(each.pin, pin));
}
