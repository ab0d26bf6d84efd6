/** The pull request of one hotfix in one environment: opened, updated, kept or closed, with its check. */
import { type Check, postCheck } from "@slipway/lib/app/promotions/check.ts";
import { deleteBranches } from "@slipway/lib/app/promotions/deletions.ts";
import { waitUntilMarkedMerged } from "@slipway/lib/app/promotions/marked-merged.ts";
import type { Result } from "@slipway/lib/app/report/report.ts";
import { cutPoint } from "@slipway/lib/domain/hotfixes/cut.ts";
import { personOn } from "@slipway/lib/domain/promotions/person.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import type { Forge, PullRequest } from "@slipway/lib/io/forge/forge.ts";
import type { Git, Publisher } from "@slipway/lib/io/git/git.ts";
import { isCurrent, pushBranch } from "./branch.ts";
import { checkOf, unapproved, waitsFor } from "./checks.ts";
import type { Item, Move } from "./item.ts";
import { body, title } from "./pull-request-text.ts";
import type { Asked, Snapshot } from "./read.ts";

export interface Deps {
  readonly git: Git;
  readonly forge: Forge;
  readonly branch: string;
  readonly publisher: Publisher | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly snapshot: Snapshot;
}

export interface Landed {
  readonly asked: Asked;
  readonly results: readonly Result[];
  /** The one that is open now. */
  readonly pull: PullRequest | undefined;
  /** Another run was faster: read and plan again. */
  readonly again?: true;
}

interface Standing {
  readonly asked: Asked;
  readonly items: readonly Item[];
  readonly moves: readonly Move[];
  readonly pull: PullRequest | undefined;
  readonly branchTip: string | undefined;
}

export async function land(deps: Deps, asked: Asked, items: readonly Item[]): Promise<Landed> {
  const { git, snapshot } = deps;
  const branchTip = snapshot.refs.get(asked.branch);
  const pull = snapshot.pulls.find(({ head }) => head === asked.branch);
  const moves = items.filter((item) => item.kind === "move");
  const standing = { asked, items, moves, pull, branchTip };
  const person =
    branchTip === undefined ? undefined : await personOn(git, "hotfix", branchTip, snapshot.tip.commit);
  if (person !== undefined) return await leave(deps, standing, handsOff(asked, person));
  if (moves.length === 0) return await withoutMoves(deps, standing);
  if (branchTip !== undefined && (await isCurrent(git, snapshot, asked, moves, branchTip))) {
    return await keep(deps, standing, branchTip);
  }
  return await renew(deps, standing);
}

function handsOff({ branch, hotfix }: Asked, person: string): string {
  return `${branch} has a commit of a person: ${person}.\n  Move that to ${hotfix} and delete ${branch}.`;
}

/** What is open stays, and says why it must not be merged. */
async function leave(deps: Deps, standing: Standing, reason: string): Promise<Landed> {
  const { asked, pull, branchTip } = standing;
  if (pull !== undefined && branchTip !== undefined) {
    await post(deps, pull, branchTip, { state: "failure", description: reason });
  }
  return { asked, pull, results: resultsOf(standing, () => ["refused", reason]) };
}

async function withoutMoves(deps: Deps, standing: Standing): Promise<Landed> {
  const { asked, items, pull, branchTip } = standing;
  const kept = items.flatMap((item) => (item.kind === "kept" ? [item] : []));
  const waiting = kept.find(({ status }) => status === "waiting" || status === "failed");
  if (waiting !== undefined) return await leave(deps, standing, `${waiting.service}: ${waiting.reason}`);
  const reason = firstLine(kept[0]?.reason ?? "nothing is left to merge");
  if (pull !== undefined && !(await isMarkedMerged(deps, standing)))
    await deps.forge.closePull(pull.number, `Closed by \`slipway hotfix\`: ${reason}.`);
  const notDeleted = await deleteBranches(deps.git, [{ branch: asked.branch, branchTip }]);
  const results = [...resultsOf(standing, () => ["nothing", reason]), ...notDeleted];
  return { asked, pull: undefined, results };
}

async function isMarkedMerged({ git, forge, branch: base, snapshot }: Deps, standing: Standing) {
  const { asked, branchTip: headSha } = standing;
  return await waitUntilMarkedMerged(
    { git, forge, tip: snapshot.tip, base },
    { head: asked.branch, headSha },
  );
}

async function keep(deps: Deps, standing: Standing, head: string): Promise<Landed> {
  const { asked, moves } = standing;
  const branches = { head: asked.branch, base: deps.branch };
  const closed = standing.pull === undefined ? await deps.forge.findClosedPull(branches) : undefined;
  if (closed?.state === "closed" && closed.headSha === head) {
    const reason = `${closed.url} was closed by a person.\n  Reopen it, or delete the branch ${asked.branch} to have it opened again.`;
    return { asked, pull: undefined, results: resultsOf(standing, () => ["waiting", reason]) };
  }
  const isApproved = deps.snapshot.standings.get(standing.pull?.number ?? 0)?.headSha === head;
  const judged = isApproved ? moves : moves.map((move) => unapproved(asked, move));
  const pull = standing.pull ?? (await present(deps, standing));
  await post(deps, pull, head, checkOf(judged));
  const results = resultsOf({ ...standing, moves: judged }, (move) =>
    standing.pull === undefined
      ? ["done", `opened ${pull.url}`]
      : [
          "nothing",
          `${pull.url} waits for ${waitsFor(judged.find(({ service }) => service === move.service) ?? move)}`,
        ],
  );
  return { asked, pull, results };
}

async function renew(deps: Deps, standing: Standing): Promise<Landed> {
  const { asked, moves } = standing;
  const pushed = await pushBranch(deps, asked, moves);
  if (!("commit" in pushed)) {
    const { reason, isLostRace } = pushed;
    const results = resultsOf(standing, () => [isLostRace ? "waiting" : "failed", reason]);
    return { asked, pull: standing.pull, results, ...(isLostRace ? { again: true } : {}) };
  }
  const pull = await present(deps, standing);
  await post(deps, pull, pushed.commit, checkOf(moves.map((move) => unapproved(asked, move))));
  const verb = standing.pull === undefined ? "opened" : "updated";
  const results = [...resultsOf(standing, () => ["done", `${verb} ${pull.url}`]), ...pushed.notTidied];
  return { asked, pull, results };
}

async function present(deps: Deps, { asked, moves, pull }: Standing): Promise<PullRequest> {
  const { git, forge, branch, snapshot } = deps;
  const cut = await cutPoint(git, snapshot.tip.commit, asked.source);
  const commits = await git.log(asked.source, cut === undefined ? {} : { since: cut });
  const text = { title: title(asked, moves), body: body(asked, moves, commits) };
  return pull === undefined
    ? await forge.openPull({ head: asked.branch, base: branch, ...text })
    : await forge.updatePull(pull.number, text);
}

async function post({ forge, snapshot }: Deps, pull: PullRequest, head: string, check: Check): Promise<void> {
  const standing = snapshot.standings.get(pull.number);
  await postCheck(forge, head, check, standing?.headSha === head ? standing.statuses : []);
}

/** What was kept out reports it itself; `ofMove` says what became of the rest. */
function resultsOf(
  { asked, items }: Standing,
  ofMove: (move: Move) => readonly [Result["status"], string],
): readonly Result[] {
  const environment = asked.environment.name;
  return items.map((item): Result => {
    const { service } = item;
    if (item.kind === "kept") return { service, environment, status: item.status, reason: item.reason };
    const [status, words] = ofMove(item);
    return {
      service,
      environment,
      status,
      reason: `${item.old.version} → ${item.release.version}: ${words}`,
    };
  });
}
