/** From orders to changes: each service has its own result, and what cannot be built is not pushed. */
import type { Deployment } from "../../domain/deployments/deployments.ts";
import { UserError } from "../../domain/errors/user-error.ts";
import { freezeGate } from "../../domain/gates/freeze.ts";
import { formatHold, type Hold, holdFile, holdOf, isExpired, toHold } from "../../domain/holds/holds.ts";
import {
  type Release,
  readRelease,
  releaseChanges,
  releaseFiles,
  releasePath,
  servedBy,
  startedBy,
} from "../../domain/releases/releases.ts";
import type { Order } from "../../domain/rollbacks/order.ts";
import { pinnedBefore, type Snapshot } from "../../domain/rollbacks/snapshot.ts";
import { chooseTarget, type PastRelease } from "../../domain/rollbacks/target.ts";
import type { Change, CommitPlan, Tree } from "../../io/git/git.ts";
import { buildTargets, verifyTarget } from "../render/render.ts";
import type { Result, Status } from "../report/report.ts";
import { type RollbackStart, startOf } from "./start.ts";

export interface Rollback extends RollbackStart {
  readonly order: Order;
  /** What is rolled back. */
  readonly current: Release;
  readonly target: PastRelease;
  /** Why it is this one. */
  readonly basis: string;
  /** The same release with its whole canary: check-gates accepts that form too. */
  readonly filesOfCanary: ReadonlyMap<string, Buffer>;
  readonly hold: Hold;
  /** Whether the hold must be written; an existing one is not changed. */
  readonly isNewHold: boolean;
}

export interface PlannedService {
  readonly result: Result;
  readonly rollback?: Rollback;
}

/** Says whether the target may run: its signature. Undefined: it may. */
export type TargetGate = (
  order: Order,
  release: Release,
) => Promise<{ readonly status: Status; readonly reason: string } | undefined>;

export async function planRollbacks(
  snapshot: Snapshot,
  orders: readonly Order[],
  gate: TargetGate,
): Promise<readonly PlannedService[]> {
  const drafts = await Promise.all(orders.map((order) => planOne(snapshot, order, gate)));
  const environments = new Set(drafts.flatMap(({ rollback }) => rollback?.order.environment ?? []));
  let plans: readonly PlannedService[] = drafts;
  for (const environment of environments) plans = await built(snapshot.tip, environment.name, plans);
  return plans;
}

export function changesOf(rollbacks: readonly Rollback[]): Pick<CommitPlan, "changes" | "replaceFolders"> {
  return {
    changes: rollbacks.flatMap(({ order, files, hold, isNewHold }): readonly Change[] => [
      ...releaseChanges(order.environment.name, order.service, files),
      ...(isNewHold ? [holdChange(hold)] : []),
    ]),
    replaceFolders: rollbacks.map(({ order }) => releasePath(order.environment.name, order.service)),
  };
}

export function holdChange(hold: Hold): Change {
  return { path: holdFile(hold.environment, hold.service, hold.releaseId), content: formatHold(hold) };
}

export function transition({ current, target }: Pick<Rollback, "current" | "target">): string {
  return `${current.service} ${current.version} → ${target.release.version}`;
}

async function planOne(snapshot: Snapshot, order: Order, gate: TargetGate): Promise<PlannedService> {
  const answer = (status: Status, reason: string): PlannedService => ({
    result: { environment: order.environment.name, service: order.service, status, reason },
  });
  try {
    const frozen = freezeFault(snapshot, order);
    if (frozen !== undefined) return answer("refused", frozen);
    const current = await readRelease(snapshot.tip, order.environment.name, order.service);
    if (current === undefined)
      return answer(
        "failed",
        `it has no release in ${order.environment.name}, so there is nothing to roll back.\n  Check the names.`,
      );
    const done = await alreadyDone(snapshot, order, current);
    if (done !== undefined) return answer("nothing", done);
    const facts = await targetFacts(snapshot, order, current);
    const choice = chooseTarget(facts);
    if (choice.kind === "none") return answer("failed", choice.reason);
    if (choice.kind === "refused") return answer("refused", choice.reason);
    const { past: target, basis } = choice;
    const closed = await gate(order, target.release);
    if (closed !== undefined) return answer(closed.status, closed.reason);
    const filesOfCanary = await folderOf(snapshot, order, target);
    const wasHealthy = facts.healthy.some(({ releaseId }) => releaseId === target.release.id);
    const rollback = {
      order,
      current,
      target,
      basis,
      filesOfCanary,
      ...startOf(order, target.release, wasHealthy, filesOfCanary),
      ...(await holdFor(snapshot, order, current)),
    };
    const reason = [`${transition(rollback)}: ${basis}`, rollback.start].filter(Boolean).join("; ");
    return { ...answer("done", reason), rollback };
  } catch (error) {
    if (error instanceof UserError) return answer("failed", error.message);
    throw error;
  }
}

/** Only if the environment requires it: a rollback should not have to wait for the end of a freeze. */
function freezeFault({ now }: Snapshot, { environment }: Order): string | undefined {
  if (environment.rollback.inFreeze === "allow") return undefined;
  const gate = freezeGate({ freezes: environment.freezes, longestRolloutSeconds: 0, now });
  if (gate.open) return undefined;
  return `${gate.reason}, and ${environment.name} allows no rollback meanwhile.\n  environments/${environment.name}/environment.yaml says so: rollback.inFreeze.`;
}

/** A second run of the same order must not go back one more. A canary that was aborted since is another matter. */
async function alreadyDone(snapshot: Snapshot, order: Order, current: Release): Promise<string | undefined> {
  const { name } = order.environment;
  if (order.to === current.version) return `${current.version} is there already`;
  if (order.cause !== "rollback" || order.to !== undefined) return undefined;
  const deployments = (await snapshot.deployments()).of(name, order.service);
  const [last] = deployments;
  const left = last?.previous;
  // One that was there before is held for another reason: the present release came after it.
  if (left === undefined || wasBefore(deployments, current, left)) return undefined;
  const hold = (await snapshot.holds(name)).find(
    (each) => each.releaseId === left.id && !isExpired(each, snapshot.now),
  );
  if (hold === undefined || last === undefined) return undefined;
  return `rolled back from ${left.version} already, with ${last.commit.slice(0, 12)}.\n  Give --to to go back further than ${current.version}.`;
}

function wasBefore(deployments: readonly Deployment[], current: Release, other: Release): boolean {
  return pinnedBefore(deployments, current.id).some(({ release }) => release?.id === other.id);
}

async function targetFacts(snapshot: Snapshot, order: Order, current: Release) {
  const { service, to } = order;
  const { name } = order.environment;
  const [deployments, history, holds, reading] = await Promise.all([
    snapshot.deployments(),
    snapshot.history(),
    snapshot.holds(name),
    snapshot.evidence.read(order.environment, service, snapshot.now),
  ]);
  const stable = new Set(reading.reports.map(({ evidence }) => evidence.stable.releaseId));
  const [serving] = stable;
  return {
    ...{ environment: name, current, to },
    past: pinnedBefore(deployments.of(name, service), current.id).flatMap(({ release, commit }) =>
      release === undefined || release.id === current.id ? [] : [{ release, commit }],
    ),
    healthy: history.healthySpans(name, service),
    knowsOthers: history
      .episodes(name, service)
      .some(({ releaseId }) => releaseId !== null && releaseId !== current.id),
    // Clusters that disagree name none.
    stable: stable.size === 1 ? (serving ?? undefined) : undefined,
    mayGuess: order.cause === "rollback",
    // All that ever stood there, the present one too: a migration that ran is not undone by going back.
    served: servedBy(deployments.of(name, service).map(({ release }) => release?.dataSchema)),
    heldBy: (release: Release) => holdOf(holds, release, snapshot.now),
  };
}

/** Verified as a whole: a folder that was manually edited then is not restored. */
async function folderOf(
  { git }: Snapshot,
  { environment, service }: Order,
  { commit }: PastRelease,
): Promise<ReadonlyMap<string, Buffer>> {
  const tree = await git.tree(commit);
  const release = await readRelease(tree, environment.name, service);
  const files = await releaseFiles(tree, environment.name, service);
  return release === undefined ? files : startedBy(release, files, "canary");
}

async function holdFor(
  snapshot: Snapshot,
  { environment, cause, reason, by, until }: Order,
  current: Release,
): Promise<Pick<Rollback, "hold" | "isNewHold">> {
  const at = snapshot.now;
  const wanted = toHold(environment.name, current, {
    ...{ cause, reason, by, at },
    until: until === undefined ? null : `${until.toISOString().slice(0, 19)}Z`,
  });
  const standing = (await snapshot.holds(environment.name)).find(
    (hold) => hold.service === current.service && hold.releaseId === current.id && !isExpired(hold, at),
  );
  // A hold that lasts longer than this one would is not weakened by it.
  const stays = standing !== undefined && (standing.until === null || wanted.until !== null);
  return stays ? { hold: standing, isNewHold: false } : { hold: wanted, isNewHold: true };
}

/** Builds what will run with all of the environment's changes, by one process. */
async function built(
  tip: Tree,
  environment: string,
  plans: readonly PlannedService[],
): Promise<readonly PlannedService[]> {
  const own = plans.flatMap(({ rollback }) =>
    rollback?.order.environment.name === environment ? [rollback] : [],
  );
  const services = own.map(({ order }) => order.service);
  const targets = await buildTargets(tip, environment, services, changesOf(own));
  return plans.map((plan) => {
    const { rollback, result } = plan;
    if (rollback === undefined || !own.includes(rollback)) return plan;
    try {
      const target = targets.get(result.service);
      if (target === undefined) throw new Error(`${result.service}: not built`);
      if ("fault" in target) throw target.fault;
      verifyTarget(target.manifests, rollback.order.environment, rollback.target.release);
      return plan;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { result: { ...result, status: "failed", reason: error.message } };
    }
  });
}
