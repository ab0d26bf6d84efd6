/**
 * DORA's five figures of an environment, from its pins and its clusters' reports. Pure: the same records give
 * the same figures, also for past moments.
 */
import { type Judged, judge, type Rollout, type ServiceHealth } from "./rollouts.ts";

export type { Rollout, ServiceHealth } from "./rollouts.ts";

/** Of one span of time. A rate or a median of nothing is null. */
export interface Figures {
  /** New releases, without rollbacks. */
  readonly deployments: number;
  /** Median time from a commit to its being healthy in the environment. */
  readonly leadTimeSeconds: number | null;
  /** Deployments that were aborted, became degraded or were rolled back. */
  readonly failures: number;
  readonly changeFailureRate: number | null;
  /** Median time from such a failure until the service was healthy again, with any release. */
  readonly recoverySeconds: number | null;
  /** Failures that nothing has recovered from yet. */
  readonly unrecovered: number;
  /** Deployments that came to fix the failure of the one before. */
  readonly reworks: number;
  readonly reworkRate: number | null;
}

export interface Week extends Figures {
  readonly from: Date;
  readonly to: Date;
}

export interface Dora extends Figures {
  readonly from: Date;
  readonly to: Date;
  /** Of the weeks since the first deployment ever, where they are fewer; at least of one. */
  readonly deploymentsPerWeek: number;
  /** Oldest first; the last one ends now. */
  readonly weeks: readonly Week[];
}

export interface DoraOptions {
  readonly now: Date;
  readonly weeks: number;
}

const WEEK_MS = 7 * 86_400_000;

/** What happened after `now` is not known yet. */
export function dora(
  rollouts: readonly Rollout[],
  health: readonly ServiceHealth[],
  { now, weeks }: DoraOptions,
): Dora {
  const judged = judge(rollouts, health, now);
  const from = new Date(now.getTime() - weeks * WEEK_MS);
  const spans = Array.from({ length: weeks }, (_, index) => ({
    from: new Date(from.getTime() + index * WEEK_MS),
    to: new Date(from.getTime() + (index + 1) * WEEK_MS),
  }));
  const all = during(judged, from, now);
  return {
    from,
    to: now,
    ...figures(all),
    deploymentsPerWeek: all.length / weeksKnown(judged, now, weeks),
    weeks: spans.map((span) => ({ ...span, ...figures(during(judged, span.from, span.to)) })),
  };
}

/** A service that is a week old was not idle for eleven. */
function weeksKnown(judged: readonly Judged[], now: Date, weeks: number): number {
  const first = judged.reduce((least, { at }) => Math.min(least, at.getTime()), now.getTime());
  return Math.max(1, Math.min(weeks, (now.getTime() - first) / WEEK_MS));
}

/** The end belongs to the span, so that what happens now is in the last one. */
function during(judged: readonly Judged[], from: Date, to: Date): readonly Judged[] {
  return judged.filter(({ at }) => at > from && at <= to);
}

function figures(judged: readonly Judged[]): Figures {
  const failed = judged.filter(({ failedAt }) => failedAt !== undefined);
  const recovered = failed.flatMap(({ failedAt, recoveredAt }) =>
    failedAt === undefined || recoveredAt === undefined ? [] : [seconds(failedAt, recoveredAt)],
  );
  const leads = judged.flatMap(({ liveAt, commits }) =>
    liveAt === undefined ? [] : commits.map((committedAt) => seconds(committedAt, liveAt)),
  );
  const reworks = judged.filter(({ isRework }) => isRework).length;
  return {
    deployments: judged.length,
    leadTimeSeconds: median(leads),
    failures: failed.length,
    changeFailureRate: rate(failed.length, judged.length),
    recoverySeconds: median(recovered),
    unrecovered: failed.length - recovered.length,
    reworks,
    reworkRate: rate(reworks, judged.length),
  };
}

function rate(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/** Never below zero: clocks of two machines may differ. */
function seconds(from: Date, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1] ?? 0, sorted[middle] ?? 0];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}
