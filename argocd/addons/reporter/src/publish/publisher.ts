/**
 * Evidence and heartbeats, pushed.
 *
 * - Level, not edge: each call compares what is true now with what the branches say. A call that failed is made good by
 *   the next one, whatever happened in between.
 * - A push names the tip it was planned on. When that moved, or anything else went wrong, the clone is thrown away and
 *   the next call starts from the remote.
 * - A heartbeat follows evidence, never the other way round: it says "what the branch says is true now".
 */
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { heartbeatBranch } from "@slipway/lib/domain/evidence/evidence.ts";
import type { PushResult, PushUpdate } from "@slipway/lib/io/git/git.ts";
import type { Observed, Target } from "../observe.ts";
import { type EvidencePlan, planEvidence, type WakeEvent } from "./plan.ts";
import { nameOf, type OnRollOver, openStore, type Store } from "./store.ts";

export interface PublisherOptions {
  readonly targets: readonly Target[];
  readonly repository: string;
  readonly folder: string;
  /** Read for each clone, because tokens of an App are valid for an hour. */
  readonly token: () => Promise<string | undefined>;
  readonly onRollOver?: OnRollOver;
}

/** The current state of one environment, given the last published one; undefined when it is not known. */
export type Observer = (target: Target, previous: Observed) => Observed | undefined;

export interface Published {
  /** Updated branches. */
  readonly branches: readonly string[];
  /**
   * Events that start workflows, including those that a failed call or the previous reporter may not have
   * delivered.
   */
  readonly wakes: readonly Wake[];
}

export interface Wake {
  readonly event: WakeEvent;
  readonly environment: string;
}

export interface Publisher {
  /**
   * One commit for each environment, one push for all; throws when any of them failed. Without `withWords`,
   * text-only changes are left for a later call.
   */
  publish(observe: Observer, options: { readonly withWords: boolean }): Promise<Published>;
  /** Replaces the heartbeats of these environments with one push. */
  beat(targets: readonly Target[], now: Date): Promise<void>;
}

const WAKE_EVENTS: readonly WakeEvent[] = ["changed", "verdict", "aborted", "canaryEnded"];
/** Each heartbeat leaves three objects; a new clone is cheaper than garbage collection. */
const PUSHES_PER_CLONE = 1000;
/** An App's token lives for an hour. */
const CLONE_LIFETIME_MS = 30 * 60_000;

export function createPublisher(options: PublisherOptions): Publisher {
  let store: { readonly opened: Store; readonly since: number; pushes: number } | undefined;
  // The first evidence after a start starts all workflows, because the previous process may have died between
  // its push and its wake-up.
  const owed = new Map<string, Wake>();
  const owe = (event: WakeEvent, { environment }: Target) => {
    owed.set(`${event} ${environment}`, { event, environment });
  };
  for (const target of options.targets) for (const event of WAKE_EVENTS) owe(event, target);

  const usable = async () => {
    const isWorn =
      store !== undefined &&
      (store.pushes >= PUSHES_PER_CLONE || Date.now() - store.since > CLONE_LIFETIME_MS);
    if (store === undefined || isWorn) {
      store = undefined;
      const opened = await openStore({ ...options, token: await options.token() });
      store = { opened, since: Date.now(), pushes: 0 };
    }
    return store;
  };
  const orThrowAway = async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      store = undefined;
      throw error;
    }
  };

  return {
    publish: (observe, { withWords }) =>
      orThrowAway(async () => {
        const current = await usable();
        const { opened } = current;
        const planned = planAll(opened, options.targets, observe);
        const due = planned.filter(({ plan }) => withWords || plan.isUrgent);
        for (const { target, plan } of due) for (const event of plan.wakes) owe(event, target);
        const branches = await pushAll(opened, due);
        current.pushes += branches.length;
        const wakes = [...owed.values()];
        owed.clear();
        return { branches, wakes };
      }),
    beat: (targets, now) =>
      orThrowAway(async () => {
        const current = await usable();
        const { git } = current.opened;
        const updates: PushUpdate[] = [];
        for (const { environment, cluster } of targets) {
          const message = `heartbeat(${environment}/${cluster})`;
          const commit = await git.commit(undefined, { message, changes: [], date: now });
          updates.push({ ref: heartbeatBranch(environment, cluster), to: commit, force: true });
        }
        requireArrival(await git.push(updates));
        current.pushes += updates.length;
      }),
  };
}

interface Due {
  readonly target: Target;
  readonly observed: Observed;
  readonly plan: EvidencePlan;
}

function planAll(store: Store, targets: readonly Target[], observe: Observer): readonly Due[] {
  return targets.flatMap((target) => {
    const { published } = store.branch(target);
    const observed = observe(target, published);
    if (observed === undefined) return [];
    const plan = planEvidence(`${target.environment}/${target.cluster}`, published, observed);
    return plan === undefined ? [] : [{ target, observed, plan }];
  });
}

async function pushAll(store: Store, due: readonly Due[]): Promise<readonly string[]> {
  const updates: { ref: string; to: string; expect: string | null }[] = [];
  for (const { target, plan } of due) {
    const { tip } = store.branch(target);
    const to = await store.git.commit(tip, plan.commit);
    updates.push({ ref: nameOf(target), to, expect: tip ?? null });
  }
  const results = await store.git.push(updates);
  results.forEach((result, index) => {
    const [one, update] = [due[index], updates[index]];
    if (one === undefined || update === undefined || !hasArrived(result)) return;
    store.moved(one.target, { tip: update.to, published: one.observed });
  });
  requireArrival(results);
  return updates.map(({ ref }) => ref);
}

function requireArrival(results: readonly PushResult[]): void {
  const lost = results.filter((result) => !hasArrived(result));
  if (lost.length === 0) return;
  throw new UserError(
    `${lost.map(({ ref, status, reason }) => `branch ${ref}: ${status}: ${reason}`).join("; ")}.\n  It is tried again from what is true then; if it lasts, allow the reporter's token to push there.`,
  );
}

function hasArrived({ status }: PushResult): boolean {
  return status === "pushed" || status === "unchanged";
}
