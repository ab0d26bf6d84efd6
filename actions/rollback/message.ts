/** The commit's message: what people read in the log, and trailers that programs read. */
import { type Rollback, transition } from "@slipway/lib/app/rollbacks/plan.ts";
import {
  type Attribution,
  attributionTrailers,
  oneLine,
} from "@slipway/lib/domain/deployments/attribution.ts";
import { type Hold, holdFile } from "@slipway/lib/domain/holds/holds.ts";

const MOST_TRAILERS = 50;

export interface Message {
  readonly rollbacks: readonly Rollback[];
  /** Holds alone, for what people reverted. */
  readonly holds: readonly Hold[];
  /** Paths of holds whose time has passed. */
  readonly expired: readonly string[];
}

export function titleOf({ rollbacks, holds, expired }: Message): string {
  const [first] = rollbacks;
  if (first !== undefined) {
    const where = [...new Set(rollbacks.map(({ order }) => order.environment.name))].join(", ");
    return `rollback(${where}): ${rollbacks.length === 1 ? transition(first) : `${rollbacks.length} services`}`;
  }
  const [held] = holds;
  if (held === undefined) return `hold: ${expired.length} expired`;
  const where = [...new Set(holds.map(({ environment }) => environment))].join(", ");
  return `hold(${where}): ${holds.length === 1 ? `${held.service} ${held.version}` : `${holds.length} releases`}`;
}

export function messageOf(message: Message, provenance: Attribution): string {
  const { rollbacks, holds, expired } = message;
  const lines = [
    ...rollbacks.flatMap((rollback) => [
      `${rollback.order.environment.name}: ${transition(rollback)} ${rollback.target.release.image.digest}`,
      `  ${rollback.basis}`,
      ...(rollback.start === "" ? [] : [`  ${rollback.start}`]),
      `  because: ${oneLine(rollback.order.reason)}`,
    ]),
    ...holds.flatMap((hold) => [
      `${hold.environment}: ${hold.service} ${hold.version} is held`,
      `  because: ${oneLine(hold.reason)}`,
    ]),
    ...expired.map((path) => `${path}: expired`),
  ];
  const reasons = [...rollbacks.map(({ order }) => order.reason), ...holds.map(({ reason }) => reason)];
  const evidence = rollbacks.flatMap(({ order }) => order.evidence ?? []);
  const held = [...rollbacks.map(({ hold }) => hold), ...holds];
  const trailers = [
    ...rollbacks.map(({ target: { release } }) => `Release-Id: ${release.service}=${release.id}`),
    ...unique(evidence).map((commit) => `Evidence: ${commit}`),
    ...unique(held.map(fileOf)).map((path) => `Slipway-Hold: ${path}`),
    ...unique(reasons.map(oneLine)).map((reason) => `Slipway-Reason: ${reason}`),
  ].slice(0, MOST_TRAILERS);
  const last = attributionTrailers(provenance, rollbacks.length > 0 ? "rollback" : "hold");
  return [titleOf(message), "", ...lines, "", ...trailers, ...last, ""].join("\n");
}

function fileOf({ environment, service, releaseId }: Hold): string {
  return holdFile(environment, service, releaseId);
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
