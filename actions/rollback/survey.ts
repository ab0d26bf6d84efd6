/** Everything one run has to do on one tip, and what it has to say. */
import type { Result } from "@slipway/lib/app/report/report.ts";
import { type PlannedService, planRollbacks, type TargetGate } from "@slipway/lib/app/rollbacks/plan.ts";
import { Findings, UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { type Hold, holdFile, isExpired } from "@slipway/lib/domain/holds/holds.ts";
import { findManualRollbacks, type ManualRollback } from "@slipway/lib/domain/holds/manual-rollbacks.ts";
import type { Snapshot } from "@slipway/lib/domain/rollbacks/snapshot.ts";
import { abortedOrders, type Orders, personsOrders, type Robot } from "./orders.ts";
import { heldButPinned } from "./pinned-again.ts";
import type { RollbackMode } from "./request.ts";

export interface Survey {
  readonly services: readonly PlannedService[];
  /** Taken back by people, and held from now on. */
  readonly manual: readonly ManualRollback[];
  /** Paths of holds whose time has passed: nothing waits for them, so nobody should have to read them. */
  readonly expired: readonly string[];
  /** What was found besides. */
  readonly results: readonly Result[];
}

export async function survey(
  snapshot: Snapshot,
  mode: RollbackMode,
  robot: Robot,
  gate: TargetGate,
): Promise<Survey> {
  if (mode.kind === "order") {
    const { orders } = personsOrders(snapshot, mode, robot.by);
    return { services: await planRollbacks(snapshot, orders, gate), manual: [], expired: [], results: [] };
  }
  const aborted = await abortedOrders(snapshot, robot);
  const services = await planRollbacks(snapshot, aborted.orders, gate);
  const back = services.flatMap(({ rollback }) => rollback?.current.id ?? []);
  const manual = await findManualRollbacks(snapshot);
  const holds = await holdsOfAll(snapshot);
  const written = services.flatMap(({ rollback }) => rollback?.hold ?? []);
  return {
    services,
    manual,
    expired: expiredOf(snapshot, holds.all, written),
    results: [
      ...aborted.faults,
      ...holds.faults,
      ...(await pinnedThoughHeld(snapshot, holds.readable, back)),
    ],
  };
}

interface AllHolds {
  readonly all: readonly Hold[];
  /** Environments whose holds can be read. */
  readonly readable: readonly string[];
  readonly faults: Orders["faults"];
}

async function holdsOfAll(snapshot: Snapshot): Promise<AllHolds> {
  const all: Hold[] = [];
  const readable: string[] = [];
  const faults: Result[] = [];
  for (const { name } of snapshot.environments) {
    try {
      all.push(...(await snapshot.holds(name)));
      readable.push(name);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const reason = error instanceof Findings ? error.findings.join("\n") : error.message;
      faults.push({ environment: name, service: "*", status: "failed", reason });
    }
  }
  return { all, readable, faults };
}

/** Not those that this very run rolls back: their canary was aborted again, so the cluster has decided. */
async function pinnedThoughHeld(
  snapshot: Snapshot,
  environments: readonly string[],
  back: readonly string[],
): Promise<readonly Result[]> {
  const found = await Promise.all(environments.map((name) => heldButPinned(snapshot, name)));
  return found.flat().flatMap(({ releaseId, result }) => (back.includes(releaseId) ? [] : [result]));
}

function expiredOf(
  { environments, now }: Snapshot,
  holds: readonly Hold[],
  written: readonly Hold[],
): readonly string[] {
  const kept = new Set(written.map(fileOf));
  const mayPush = new Set(
    environments.filter(({ rollback }) => rollback.merge === "push").map(({ name }) => name),
  );
  return holds
    .filter((hold) => isExpired(hold, now) && mayPush.has(hold.environment))
    .map(fileOf)
    .filter((path) => !kept.has(path));
}

function fileOf({ environment, service, releaseId }: Hold): string {
  return holdFile(environment, service, releaseId);
}
