/**
 * A merge queue's commit: pull requests that each passed already, on top of what went in before them. Who made it can no
 * longer be told by its branch, so each release folder is held against the branches that may bring one, and what the check
 * says on those now. There is no pending: a queue would wait for it until it gives up.
 */
import type { Forge } from "../lib/forge/forge.ts";
import type { Git, Tree } from "../lib/git/git.ts";
import { parseHotfixRelease } from "../lib/hotfixes/branches.ts";
import { parsePromotionBranch } from "../lib/promotion/branches.ts";
import { GATES_CONTEXT } from "../lib/promotion/check.ts";
import { releasePath } from "../lib/releases/releases.ts";
import { foldersOf, type ReleaseFolder, readDifference } from "./difference.ts";
import { isReleaseOf } from "./origins.ts";
import { findingsOf, heldOnes } from "./reasons.ts";
import type { Verdict } from "./verdict.ts";

interface Queue {
  readonly git: Git;
  readonly forge: Pick<Forge, "statuses">;
  readonly refs: ReadonlyMap<string, string>;
  readonly base: string;
  readonly head: string;
  readonly now: Date;
}

export async function lookAtQueue(queue: Queue): Promise<Verdict> {
  const { git, base, head } = queue;
  const difference = await readDifference(git, base, head);
  if (difference === undefined)
    return refused([`${head.slice(0, 12)} shares no history with ${base.slice(0, 12)}`]);
  const { odd, paths } = difference;
  const trees = { tip: await git.tree(base), head: difference.head };
  const folders = foldersOf(paths);
  const reasons = [
    ...odd.map((path) => `${JSON.stringify(path)}: links and submodules may not be below environments/`),
    ...(odd.length > 0 ? [] : await findingsOf(trees.head, paths)),
    ...(await Promise.all(folders.map((folder) => whyNot(queue, trees, folder)))).flat(),
  ];
  if (reasons.length > 0) return refused(reasons);
  const names = folders.map(({ environment, service }) => `${environment}/${service}`);
  const description = names.length === 0 ? "moves no release" : `moves what may move: ${names.join(", ")}`;
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
  const makers = await makersOf(queue, folder);
  const said = await Promise.all(
    makers.map(async ([branch, commit]) => {
      const check = (await forge.statuses(commit)).find(({ context }) => context === GATES_CONTEXT);
      if (check?.state === "success") return undefined;
      return `${path}: ${branch} waits: ${check?.description ?? "its gates were not evaluated yet"}`;
    }),
  );
  if (said.includes(undefined)) return [];
  const [first] = said;
  if (first !== undefined) return [first];
  if (!(await isReleaseOf(git, trees, folder, environment))) {
    return [`${path}: no promotion, hotfix or rollback brings it`];
  }
  return await heldOnes(trees, [folder], now);
}

/** Branches of promotions and hotfixes that have exactly this folder. */
async function makersOf({ git, refs, head }: Queue, { environment, service }: ReleaseFolder) {
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
