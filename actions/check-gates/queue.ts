/**
 * Checks a merge queue's commit: pull requests that each passed, on top of earlier ones. Its branch does not
 * show who made it. So each release folder is compared with the branches that may contain it, and with their
 * current checks. The result is never pending, because a queue would wait until its timeout.
 */

import { bypassesOn } from "@slipway/lib/app/promotions/bypass.ts";
import { postedCheck } from "@slipway/lib/app/promotions/check.ts";
import type { SignedTargets } from "@slipway/lib/app/rollbacks/signature.ts";
import { readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { parseHotfixRelease } from "@slipway/lib/domain/hotfixes/branches.ts";
import { parsePromotionBranch } from "@slipway/lib/domain/promotions/branches.ts";
import type { Facts } from "@slipway/lib/domain/promotions/facts.ts";
import { isReleaseOf } from "@slipway/lib/domain/releases/origins.ts";
import { releasePath } from "@slipway/lib/domain/releases/releases.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import type { Forge } from "@slipway/lib/io/forge/forge.ts";
import type { Git, Tree } from "@slipway/lib/io/git/git.ts";
import { type Difference, foldersOf, quoted, type ReleaseFolder, readDifferences } from "./difference.ts";
import { gatesNow } from "./gates-now.ts";
import { findingsOf, heldOnes } from "./reasons.ts";
import { unplannedFolders } from "./rollbacks.ts";
import type { Verdict } from "./verdict.ts";

interface Queue {
  readonly git: Git;
  readonly forge: Pick<Forge, "statuses" | "account">;
  readonly refs: ReadonlyMap<string, string>;
  /** The branch the environments live on. */
  readonly branch: string;
  readonly base: string;
  readonly head: string;
  readonly now: Date;
  /** Whether images that a rollback restores are signed. */
  readonly targets: SignedTargets;
  /** What promote decides by, on the tip of the branch. */
  facts(): Promise<readonly Facts[]>;
}

/**
 * Compared with the queue's base, and with the branch itself: the caller names the base, and a commit on no
 * branch proves nothing.
 */
export async function lookAtQueue(queue: Queue): Promise<Verdict> {
  const { git, refs, branch, base, head } = queue;
  const tip = refs.get(branch);
  const places = [...new Set(tip === undefined ? [base] : [base, tip])];
  let said: Verdict | undefined;
  for (const place of places) {
    const { each, conflicts } = await readDifferences(git, place, head);
    if (each.length === 0) return refused([`${shortSha(head)} shares no history with ${shortSha(place)}`]);
    if (conflicts.length > 0) return refused([`${shortSha(head)} conflicts with ${branch}`]);
    for (const difference of each) {
      const reasons = await reasonsOf(queue, await git.tree(place), difference);
      if (reasons.length > 0) return refused(reasons);
    }
    said ??= moves(foldersOf(each.flatMap(({ paths }) => paths)));
  }
  return said ?? moves([]);
}

async function reasonsOf(queue: Queue, tip: Tree, difference: Difference): Promise<readonly string[]> {
  const { odd, lookalikes, paths, head } = difference;
  const folders = foldersOf(paths);
  return [
    ...odd.map((path) => `${quoted(path)}: links and submodules may not be below environments/`),
    ...lookalikes.map(
      (path) => `${quoted(path)}: differs only in letter case or Unicode form from a path that slipway reads`,
    ),
    ...(odd.length > 0 ? [] : await findingsOf(head, paths)),
    ...(await Promise.all(folders.map((folder) => whyNot(queue, { tip, head }, folder)))).flat(),
  ];
}

function moves(folders: readonly ReleaseFolder[]): Verdict {
  const names = [...new Set(folders.map(({ environment, service }) => `${environment}/${service}`))];
  const description =
    names.length === 0 ? "changes no release" : `changes only what may change: ${names.join(", ")}`;
  return { state: "success", description, reasons: [] };
}

function refused(reasons: readonly string[]): Verdict {
  return { state: "failure", description: reasons[0] ?? "", reasons };
}

interface Trees {
  readonly tip: Tree;
  readonly head: Tree;
}

async function whyNot(queue: Queue, trees: Trees, folder: ReleaseFolder): Promise<readonly string[]> {
  const { git, forge, now } = queue;
  const { environment, service } = folder;
  const path = releasePath(environment, service);
  const environments = await readEnvironments(trees.tip);
  const makers = await makersOf(queue, trees.head.commit, folder);
  const said = await Promise.all(
    makers.map(async ([branch, commit]) => {
      const statuses = await forge.statuses(commit);
      const check = await postedCheck(forge, statuses);
      if (check?.state === "success" && check.isOwn) {
        const bypasses = await bypassesOn(forge, statuses);
        const maker = parseHotfixRelease(branch) === undefined ? "promotion" : "hotfix";
        const closed = await gatesNow({ ...queue, ...trees, environments, bypasses }, maker, trees.head, [
          folder,
        ]);
        return closed && `${path}: ${branch}: ${closed.description}`;
      }
      const words = check?.isOwn === true ? check.description : "its gates were not evaluated yet";
      return `${path}: ${branch} waits: ${words}`;
    }),
  );
  if (said.includes(undefined)) return [];
  const [first] = said;
  if (first !== undefined) return [first];
  if (!(await isReleaseOf(git, trees, folder, environment))) {
    return [`${path}: no promotion, hotfix or rollback brings it`];
  }
  const held = await heldOnes(trees, [folder], now);
  return held.length > 0 ? held : await unplannedFolders({ ...queue, tip: trees.tip }, trees.head, [folder]);
}

/** Branches of promotions and hotfixes that have exactly this folder. */
async function makersOf({ git, refs }: Queue, head: string, { environment, service }: ReleaseFolder) {
  const path = releasePath(environment, service);
  const branches = [...refs].filter(([name]) => {
    const promotion = parsePromotionBranch(name);
    if (promotion?.service !== undefined && promotion.service !== service) return false;
    return (promotion ?? parseHotfixRelease(name))?.environment === environment;
  });
  const [wanted, ...theirs] = await git.objectIds([
    `${head}:${path}`,
    ...branches.map(([, commit]) => `${commit}:${path}`),
  ]);
  return branches.filter((_, index) => wanted !== undefined && theirs[index] === wanted);
}
