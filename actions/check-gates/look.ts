/** Evaluates the head of one pull request against the current branch: its changes, and the result of a merge. */

import type { PostedCheck } from "@slipway/lib/app/promotions/check.ts";
import type { SignedTargets } from "@slipway/lib/app/rollbacks/signature.ts";
import { type Environment, readEnvironments } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { parseHotfixRelease } from "@slipway/lib/domain/hotfixes/branches.ts";
import { isPromotion } from "@slipway/lib/domain/promotions/branches.ts";
import type { Bypass } from "@slipway/lib/domain/promotions/decision.ts";
import type { Facts as PromotionFacts } from "@slipway/lib/domain/promotions/facts.ts";
import { isReleaseOf } from "@slipway/lib/domain/releases/origins.ts";
import { shortSha } from "@slipway/lib/domain/repository/short-sha.ts";
import type { Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import { falseClaims } from "./claims.ts";
import {
  type Difference,
  foldersOf,
  type ReleaseFolder,
  readDifferences,
  releaseFolderOf,
} from "./difference.ts";
import { gatesNow } from "./gates-now.ts";
import { findingsOf, heldOnes } from "./reasons.ts";
import { notRolledBack } from "./rollbacks.ts";
import { targetFindings } from "./targets.ts";
import { type Facts, type Maker, refused, type Verdict, verdict, worst } from "./verdict.ts";

export interface Looked {
  readonly refs: ReadonlyMap<RefName, string>;
  /** The branch the environments live on. */
  readonly branch: RefName;
  readonly head: string;
  readonly posted: PostedCheck | undefined;
  readonly now: Date;
  /** Whether images that a rollback restores are signed. */
  readonly targets: SignedTargets;
  /** What promote decides by, on the tip of the branch. */
  facts(): Promise<readonly PromotionFacts[]>;
  /** What the forge recorded as bypassed on the head. */
  bypasses(service: string): readonly Bypass[];
}

export async function look(git: Git, looked: Looked): Promise<Verdict> {
  const { refs, branch, head, posted } = looked;
  const tip = refs.get(branch);
  if (tip === undefined) {
    throw new UserError(`branch ${branch}: not on the remote.\n  Give the right --branch.`);
  }
  const { each, conflicts } = await readDifferences(git, tip, head);
  const [first, ...others] = each;
  if (first === undefined) {
    const description = `${shortSha(head)} shares no history with ${branch}`;
    return { state: "failure", description, reasons: [description] };
  }
  const passing = await passingOf(git, tip, head, each);
  const tree = await git.tree(tip);
  const at = { ...looked, git, tip: tree, environments: await readEnvironments(tree), passing };
  const judged = worst([await judge(at, first), ...(await Promise.all(others.map((one) => judge(at, one))))]);
  if (judged.state !== "failure" && conflicts.length > 0) {
    return refused(`conflicts with ${branch}, so the result of a merge is not known`, conflicts);
  }
  // Another account's status is replaced, even before the verb has posted its own.
  if (judged.isPosted !== false || posted?.isOwn !== false) return judged;
  const { state, description, reasons } = judged;
  return { state, description, reasons };
}

interface Place extends Looked {
  readonly git: Git;
  readonly tip: Tree;
  readonly environments: readonly Environment[];
  readonly passing: readonly string[];
}

async function judge(place: Place, difference: Difference): Promise<Verdict> {
  return verdict(await readFacts(place, difference));
}

async function readFacts(place: Place, difference: Difference): Promise<Facts> {
  const { git, tip, refs, head: commit, posted, now } = place;
  const { head, paths, odd, lookalikes } = difference;
  const { maker, branch } = makerOf(refs, commit);
  const trees = { tip, head };
  const strange = await strangeOnes(place, head, paths, maker);
  // New bytes are refused without running kustomize on them.
  const built = odd.length > 0 || strange.length > 0 ? [] : await targetFindings(head, paths);
  const findings = odd.length > 0 ? [] : [...(await findingsOf(head, paths)), ...built];
  const isBack = maker === "people" && strange.length === 0 && odd.length === 0;
  const held = isBack ? await heldOnes(trees, foldersOf(paths), now) : [];
  const unplanned = isBack && held.length === 0 ? await notRolledBack(place, difference) : [];
  const claims = maker === "hotfix" ? await falseClaims(git, trees, paths, { refs, branch }) : [];
  const own = posted?.isOwn === true ? posted : undefined;
  // Evaluated only if the pull request would pass otherwise; before the verb's status there is nothing to
  // withdraw.
  const isVerbs = maker !== "people" && own !== undefined && strange.length === 0 && claims.length === 0;
  return {
    maker,
    paths,
    odd,
    lookalikes,
    passing: place.passing,
    strange,
    claims,
    held,
    unplanned,
    findings,
    posted: own,
    isVerified: place.targets.isVerified,
    closedNow: isVerbs ? await gatesNow(place, maker, head, foldersOf(paths)) : undefined,
  };
}

/** Release files that commits change and the whole does not: a rebase would put each commit on the branch by itself. */
async function passingOf(
  git: Git,
  tip: string,
  head: string,
  differences: readonly Difference[],
): Promise<readonly string[]> {
  const whole = new Set(differences.flatMap(({ paths }) => paths));
  const commits = await git.logWithPaths(head, tip);
  const touched = new Set(commits.flatMap(({ paths }) => paths));
  return [...touched].filter((path) => releaseFolderOf(path) !== undefined && !whole.has(path));
}

interface Made {
  readonly maker: Maker;
  readonly branch: RefName;
}

function makerOf(refs: ReadonlyMap<RefName, string>, head: string): Made {
  const branches = [...refs].filter(([, sha]) => sha === head).map(([name]) => name);
  const promotion = branches.find(isPromotion);
  if (promotion !== undefined) return { maker: "promotion", branch: promotion };
  const hotfix = branches.find((name) => parseHotfixRelease(name) !== undefined);
  return hotfix === undefined ? { maker: "people", branch: "" } : { maker: "hotfix", branch: hotfix };
}

async function strangeOnes(
  { git, tip, environments }: Place,
  head: Tree,
  paths: readonly string[],
  maker: Maker,
): Promise<readonly ReleaseFolder[]> {
  // No previous environment has a hotfix: its claim is checked instead.
  if (maker === "hotfix") return [];
  const strange: ReleaseFolder[] = [];
  for (const folder of foldersOf(paths)) {
    const target = environments.find(({ name }) => name === folder.environment);
    const source = maker === "promotion" ? target?.after : target?.name;
    if (source === undefined || !(await isReleaseOf(git, { tip, head }, folder, source)))
      strange.push(folder);
  }
  return strange;
}
