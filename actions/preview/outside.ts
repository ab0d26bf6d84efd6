/**
 * Kustomizations that are in no environment's layout, and still may be what a cluster builds. They are rendered where they
 * reach what changes, and named as not covered: no gate, no promotion and no application of ours knows them.
 */
import { posix } from "node:path";
import { buildAnywhere } from "@slipway/lib/app/render/anywhere.ts";
import { type Target as Built, targetPath } from "@slipway/lib/app/render/render.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { isBelow, isKustomization, KUSTOMIZATION } from "@slipway/lib/domain/kustomizations/paths.ts";
import { reaches, reachOf } from "@slipway/lib/domain/kustomizations/reach.ts";
import type { Tree } from "@slipway/lib/io/git/git.ts";
import { PLATFORM, type Target } from "./affected.ts";
import type { TargetPreview } from "./model.ts";
import { type PinnedFiles, pinnedNote } from "./pinned.ts";
import { difference } from "./render.ts";

type Sides = readonly [base: Tree, merged: Tree];

/** Targets of the layout that build from a changed file outside of their own folder. */
export async function reachingTargets(
  sides: Sides,
  targets: readonly Target[],
  changed: readonly string[],
): Promise<readonly Target[]> {
  const found = await Promise.all(
    targets.map(async (target) => {
      const folder = targetPath(target.environment, target.service);
      const isReaching = await Promise.all(
        sides.map(
          async (tree) => (await mayLeave(tree, folder)) && reaches(await reachOf(tree, folder), changed),
        ),
      );
      return isReaching.some(Boolean) ? [target] : [];
    }),
  );
  return found.flat();
}

/** Asked first, since a fleet has thousands that cannot: two dots, or an escape that may stand for them. */
async function mayLeave(tree: Tree, folder: string): Promise<boolean> {
  const files = (await tree.list(folder)).filter(isKustomization);
  const texts = await Promise.all(files.map((file) => tree.read(file)));
  return texts.some((text) => text !== undefined && /\.\.|\\/.test(text.toString()));
}

export async function previewOutside(
  sides: Sides,
  targets: readonly Target[],
  changed: readonly string[],
  pinned: PinnedFiles,
): Promise<Outside> {
  const [base, merged] = sides;
  const rendered = new Set<string>();
  const folders = new Set(
    (await Promise.all(sides.map((tree) => outsideFolders(tree, targets)))).flat().toSorted(),
  );
  const shown: TargetPreview[] = [];
  for (const folder of folders) {
    const files = await pinnedIn(sides, folder, pinned);
    for (const file of files) rendered.add(file);
    const isOwn = changed.some((path) => isBelow(path, folder));
    const isReaching = async (tree: Tree) => reaches(await reachOf(tree, folder), changed);
    if (!isOwn && !(await isReaching(base)) && !(await isReaching(merged))) continue;
    const [old, renewed] = [await built(base, folder), await built(merged, folder)];
    const found = await difference(old, renewed, merged);
    const isSame = found.changes.length === 0 && found.fault === undefined && found.note === undefined;
    const place = { environment: posix.dirname(folder), service: posix.basename(folder) };
    const isCovered = isSame || isArgo(folder) || files.length > 0;
    const pins = files.flatMap((file) => pinned.get(file) ?? []);
    const note = [found.note ?? [], pins.length === 0 ? [] : pinnedNote(pins)].flat().join(" ");
    shown.push({
      ...place,
      cause: "at the merge",
      ...found,
      ...(note === "" ? {} : { note }),
      ...(isCovered ? {} : { isCovered: false }),
    });
  }
  return { targets: shown, rendered };
}

interface Outside {
  readonly targets: readonly TargetPreview[];
  /** Files of pins that a kustomization builds from, changed or not. */
  readonly rendered: ReadonlySet<string>;
}

/** Its own kustomization, and what it builds from on either side. */
async function pinnedIn(sides: Sides, folder: string, pinned: PinnedFiles): Promise<readonly string[]> {
  if (pinned.size === 0) return [];
  const reached = await Promise.all(sides.map((tree) => reachOf(tree, folder)));
  return [...pinned.keys()].filter(
    (file) => file === `${folder}/${KUSTOMIZATION}` || reached.some(({ paths }) => paths.has(file)),
  );
}

/** What the root application manages, and what is installed next to it, is checked by argocd/lint. */
function isArgo(folder: string): boolean {
  return folder === "argocd" || folder.startsWith("argocd/");
}

async function built(tree: Tree, folder: string): Promise<Built | undefined> {
  const files = (await tree.list(folder)).filter((path) => posix.dirname(path) === folder);
  if (!files.some(isKustomization)) return undefined;
  if (!files.includes(`${folder}/${KUSTOMIZATION}`)) {
    const name = files.find(isKustomization) ?? folder;
    return {
      fault: new UserError(`${name}: not named ${KUSTOMIZATION}, so it is not rendered.\n  Rename it.`),
    };
  }
  const { paths } = await reachOf(tree, folder);
  return buildAnywhere(tree, folder, [...paths]);
}

/** Folders with a kustomization that is no target, belongs to none, and that no other kustomization builds from. */
async function outsideFolders(tree: Tree, targets: readonly Target[]): Promise<readonly string[]> {
  const covered = new Set<string>();
  for (const target of targets) {
    if (await isOfLayout(tree, target)) covered.add(targetPath(target.environment, target.service));
  }
  const folders = (await tree.list(""))
    .filter(isKustomization)
    .map((path) => posix.dirname(path))
    .filter((folder) => !isCoveredFolder(folder, covered));
  const reached = await Promise.all(folders.map((folder) => reachOf(tree, folder)));
  const isBase = (folder: string) =>
    reached.some(({ paths }, index) => folders[index] !== folder && paths.has(folder));
  return folders.filter((folder) => !isBase(folder));
}

function isCoveredFolder(folder: string, covered: ReadonlySet<string>): boolean {
  for (let at = folder; at !== "." && at !== "/"; at = posix.dirname(at)) if (covered.has(at)) return true;
  return false;
}

/** A platform, a service with a release, or one that waits for its first and says nothing else. */
async function isOfLayout(tree: Tree, { environment, service }: Target): Promise<boolean> {
  const folder = targetPath(environment, service);
  if (service === PLATFORM || (await tree.list(`${folder}/release`)).length > 0) return true;
  return (await reachOf(tree, folder)).paths.size === 0;
}
