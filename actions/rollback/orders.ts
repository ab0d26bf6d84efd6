/** What is to be rolled back, by whom and why: asked for by a person, or found in what the clusters report. */
import type { Result } from "@slipway/lib/app/report/report.ts";
import { type Environment, requireEnvironment } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { ClusterReport } from "@slipway/lib/domain/evidence/evidence.ts";
import { readRelease, releasedServices } from "@slipway/lib/domain/releases/releases.ts";
import type { Order } from "@slipway/lib/domain/rollbacks/order.ts";
import type { Snapshot } from "@slipway/lib/domain/rollbacks/snapshot.ts";
import type { RollbackMode } from "./request.ts";

export interface Orders {
  readonly orders: readonly Order[];
  /** What could not be looked at. */
  readonly faults: readonly Result[];
}

export function personsOrders(
  { environments }: Snapshot,
  mode: Extract<RollbackMode, { kind: "order" }>,
  by: string,
): Orders {
  const environment = requireEnvironment(environments, mode.environment);
  const { to, reason } = mode;
  const orders = mode.services.map(
    (service): Order => ({
      environment,
      service,
      cause: "rollback",
      reason,
      by,
      to,
      until: undefined,
      evidence: undefined,
    }),
  );
  return { orders, faults: [] };
}

export interface Robot {
  readonly by: string;
  /** How long a release is held whose canary could not be judged. */
  readonly errorHoldSeconds: number;
}

/**
 * Every service whose pinned release some cluster reports aborted, freshly. One cluster is enough: a release
 * that is bad in one cluster is rolled back in all of them.
 */
export async function abortedOrders(snapshot: Snapshot, robot: Robot): Promise<Orders> {
  const { environments, tip } = snapshot;
  const found = await Promise.all(
    environments.map(async (environment) => {
      const services = await releasedServices(tip, environment.name);
      return Promise.all(services.map((service) => abortedOrder(snapshot, environment, service, robot)));
    }),
  );
  const all = found.flat();
  return {
    orders: all.flatMap((one) => (one !== undefined && "cause" in one ? [one] : [])),
    faults: all.flatMap((one) => (one !== undefined && "status" in one ? [one] : [])),
  };
}

async function abortedOrder(
  { tip, evidence, now }: Snapshot,
  environment: Environment,
  service: string,
  robot: Robot,
): Promise<Order | Result | undefined> {
  const { reports } = await evidence.read(environment, service, now);
  const aborted = reports.filter(({ evidence: { state } }) => state === "aborted");
  if (aborted.length === 0) return undefined;
  try {
    const pinned = await readRelease(tip, environment.name, service);
    return toOrder(
      environment,
      service,
      aborted.filter((report) => report.evidence.releaseId === pinned?.id),
      robot,
      now,
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { environment: environment.name, service, status: "failed", reason: error.message };
  }
}

function toOrder(
  environment: Environment,
  service: string,
  aborted: readonly ClusterReport[],
  { by, errorHoldSeconds }: Robot,
  now: Date,
): Order | undefined {
  // A judgement weighs more than the lack of one in another cluster.
  const report = aborted.find(({ evidence }) => evidence.cause === "failed") ?? aborted[0];
  if (report === undefined) return undefined;
  const cause = report.evidence.cause === "failed" ? "failed" : "error";
  const said = report.evidence.message.replace(/\s+/g, " ").trim();
  return {
    environment,
    service,
    cause,
    by,
    to: undefined,
    evidence: report.commit,
    reason: `canary aborted in ${report.cluster} (${cause})${said === "" ? "" : `: ${said}`}`,
    until: cause === "error" ? new Date(now.getTime() + errorHoldSeconds * 1000) : undefined,
  };
}
