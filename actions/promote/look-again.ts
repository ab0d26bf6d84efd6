/**
 * What people merged into environments that they review, evaluated once more after the merge as the bot's own merges are: a
 * check that was green when somebody clicked may have been set before a gate closed. What slipped in is reverted.
 */
import type { Environment } from "../lib/environments/environments.ts";
import type { Git, Revision, Tree } from "../lib/git/git.ts";
import { GATES_CONTEXT } from "../lib/promotion/check.ts";
import { isReleaseOf } from "../lib/releases/origins.ts";
import { type Release, readRelease } from "../lib/releases/releases.ts";
import type { Result } from "../lib/report/report.ts";
import { releaseOnBranch } from "./branch.ts";
import { closedGates } from "./checks.ts";
import type { Evaluation } from "./evaluate.ts";
import { promotionBranch } from "./groups.ts";
import type { MergeDeps } from "./merge.ts";
import { revert, type Violation } from "./revert.ts";

/** Evidence is that of now, so what merged long ago can no longer be judged; the schedule comes twice in that time. */
const WINDOW_MS = 30 * 60_000;
const MOST_COMMITS = 50;
/** Set on the merge commit once it was looked at: a gate that closes later is no fault of the merge. */
export const AFTER_CONTEXT = "slipway/after-merge";

const FILE = /^environments\/([^/]+)\/([^/]+)\/release\//;

/** A release that came into an environment with one commit of the branch's own line. */
interface Landing {
  readonly commit: string;
  /** What the branch was before. */
  readonly before: string;
  readonly target: Environment;
  readonly service: string;
  readonly old: Release | undefined;
  readonly new: Release;
}

export async function lookAgain(deps: MergeDeps, evaluation: Evaluation): Promise<readonly Result[]> {
  const landings = await mergedOnes(deps, await landingsOf(deps.git, evaluation));
  const results: Result[] = [];
  for (const [commit, together] of Map.groupBy(landings, (landing) => landing.commit)) {
    if (await wasLookedAt(deps, commit)) continue;
    const violations = await violationsOf(deps, together);
    const [first] = violations;
    const description =
      first === undefined ? "every gate was open" : `reverted: ${first.service}: ${first.reason}`;
    if (first !== undefined) {
      const reason = await revert(deps, together[0]?.before ?? "", violations);
      for (const { environment, service } of violations)
        results.push({ environment, service, status: "failed", reason });
    }
    const state = first === undefined ? "success" : "failure";
    await deps.forge.commitStatus(commit, { context: AFTER_CONTEXT, state, description });
  }
  return results;
}

/** A landing, and the head of the promotion that people merged. */
interface Merged extends Landing {
  readonly branch: string;
  readonly headSha: string;
}

/** What somebody pushed is no merge: rules of the forge say who may. */
async function mergedOnes(
  { git, forge, branch: base }: MergeDeps,
  landings: readonly Landing[],
): Promise<readonly Merged[]> {
  if (landings.length === 0) return [];
  const pulls = await forge.mergedPulls(base);
  const found = await Promise.all(
    landings.map(async (landing): Promise<readonly Merged[]> => {
      const { target, service } = landing;
      const branch = promotionBranch(target, service);
      for (const { head, headSha } of pulls) {
        if (head !== branch || !(await isHere(git, headSha))) continue;
        if ((await releaseOnBranch(git, headSha, target.name, service)) === landing.new.id)
          return [{ ...landing, branch, headSha }];
      }
      return [];
    }),
  );
  return found.flat();
}

async function wasLookedAt({ forge }: MergeDeps, commit: string): Promise<boolean> {
  const said = (await forge.statuses(commit)).find(({ context }) => context === AFTER_CONTEXT);
  return said !== undefined && said.by === (await forge.account());
}

async function landingsOf(git: Git, { snapshot }: Evaluation): Promise<readonly Landing[]> {
  const { tip, environments, now } = snapshot;
  const reviewed = environments.filter(({ merge, after }) => merge !== "auto" && after !== undefined);
  const revisions = await git.revisions([tip.commit], { limit: MOST_COMMITS });
  const seen = new Set<string>();
  const found: (Landing | undefined)[] = [];
  for (const revision of revisions.values()) {
    for (const [target, service] of placesOf(revision, reviewed)) {
      const place = `${target.name}/${service}`;
      const isNewest = !seen.has(place);
      seen.add(place);
      // A time in the future is the author's word; it does not end the look.
      const isRecent = now.getTime() - revision.committedAt.getTime() < WINDOW_MS;
      if (isNewest && isRecent) found.push(await landingOf(git, tip, revision, target, service));
    }
  }
  return found.flatMap((each) => each ?? []);
}

function placesOf(
  { files }: Revision,
  reviewed: readonly Environment[],
): readonly (readonly [Environment, string])[] {
  const places = files.flatMap(({ path }) => {
    const [, environment, service = ""] = FILE.exec(path) ?? [];
    const target = reviewed.find(({ name }) => name === environment);
    return target === undefined ? [] : [[`${environment}/${service}`, [target, service]] as const];
  });
  return [...new Map<string, readonly [Environment, string]>(places).values()];
}

/** Undefined for what went back, and for a hotfix: its gates are others. */
async function landingOf(
  git: Git,
  tip: Tree,
  { sha, parent }: Revision,
  target: Environment,
  service: string,
): Promise<Landing | undefined> {
  if (parent === undefined) return undefined;
  const [before, after] = [await git.tree(parent), await git.tree(sha)];
  const read = (tree: Tree) => readRelease(tree, target.name, service).catch(() => undefined);
  const [old, landed, now] = await Promise.all([read(before), read(after), read(tip)]);
  if (landed === undefined || landed.id === old?.id || landed.id !== now?.id) return undefined;
  if (landed.hotfix !== undefined) return undefined;
  const folder = { environment: target.name, service };
  if (await isReleaseOf(git, { tip: before, head: after }, folder, target.name)) return undefined;
  return { commit: sha, before: parent, target, service, old, new: landed };
}

async function violationsOf(deps: MergeDeps, landings: readonly Merged[]): Promise<readonly Violation[]> {
  const heads = new Map(landings.map(({ branch, headSha }) => [branch, headSha]));
  const green = new Set<string>();
  for (const [branch, headSha] of heads) if (await wasGreen(deps, headSha)) green.add(branch);
  const { groups } = await deps.evaluate(landings[0]?.before, heads);
  const verdicts = groups.flatMap(({ verdicts: each }) => each);
  return landings.flatMap((landing) => {
    const { target, service, old, branch } = landing;
    const now = verdicts.find(
      ({ read: { facts } }) => facts.environment === target.name && facts.service === service,
    )?.decision;
    const violation = (reason: string): readonly Violation[] => [
      { environment: target.name, service, old, new: landing.new, reason },
    ];
    if (now === undefined) return violation("no environment before has it");
    if (now.kind !== "promote") return violation(now.reason);
    if (now.new.id !== landing.new.id) {
      // A newer release may move since: what the bot had found good until then is no fault.
      return green.has(branch) ? [] : violation(`${now.new.version} is what may move`);
    }
    // Approvals were given to a pull request that is closed by now.
    const closed = closedGates(now).find(({ gate }) => gate !== "approval");
    return closed === undefined ? [] : violation(`${closed.gate}: ${closed.reason}`);
  });
}

async function isHere(git: Git, sha: string): Promise<boolean> {
  if (!/^[0-9a-f]{40}$/.test(sha)) return false;
  return (await git.resolve(sha)) !== undefined || (await git.fetchCommit(sha));
}

async function wasGreen({ forge }: MergeDeps, sha: string): Promise<boolean> {
  const check = (await forge.statuses(sha)).find(({ context }) => context === GATES_CONTEXT);
  return check?.state === "success" && check.by === (await forge.account());
}
