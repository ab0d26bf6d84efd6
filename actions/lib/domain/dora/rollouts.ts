/** Which deployments failed, when the service was well again, and which only fixed the one before. Pure. */

/** A change of what is pinned for one service in one environment. */
export interface Rollout {
  readonly environment: string;
  readonly service: string;
  readonly releaseId: string;
  readonly at: Date;
  /** A new release, or one that was restored. */
  readonly kind: "release" | "rollback";
  /** Dates of the commits that are new to the environment with it. */
  readonly commits: readonly Date[];
}

/** What the clusters reported about one service in one environment; in any order. */
export interface ServiceHealth {
  readonly environment: string;
  readonly service: string;
  readonly healthy: readonly {
    readonly releaseId: string;
    readonly from: Date;
    readonly to: Date | undefined;
  }[];
  /** When a release was reported aborted or degraded. */
  readonly troubles: readonly { readonly releaseId: string | null; readonly from: Date }[];
}

/** A deployment, and what became of it. */
export interface Judged {
  readonly at: Date;
  readonly commits: readonly Date[];
  /** When it became healthy; without a reporter, when it was pinned. */
  readonly liveAt: Date | undefined;
  readonly failedAt: Date | undefined;
  readonly recoveredAt: Date | undefined;
  readonly isRework: boolean;
}

/** Deployments until `now`, in any order, judged with the knowledge of that time. */
export function judge(
  rollouts: readonly Rollout[],
  health: readonly ServiceHealth[],
  now: Date,
): readonly Judged[] {
  const known = new Map(health.map((each) => [place(each), until(each, now)]));
  const places = Map.groupBy(
    rollouts.filter(({ at }) => at <= now),
    place,
  );
  return [...places].flatMap(([key, all]) => judgeService(inOrder(all), known.get(key)));
}

function judgeService(all: readonly Rollout[], health: ServiceHealth | undefined): readonly Judged[] {
  const judged: Judged[] = [];
  let isMending = false;
  all.forEach((rollout, index) => {
    if (rollout.kind === "rollback") return;
    const next = all[index + 1];
    const failedAt = failure(rollout, next, health);
    const recoveredAt = failedAt && recovery(failedAt, next, health);
    const liveAt = liveSince(rollout, next, health);
    judged.push({
      at: rollout.at,
      commits: rollout.commits,
      liveAt,
      failedAt,
      recoveredAt,
      isRework: isMending,
    });
    isMending = failedAt !== undefined;
  });
  return judged;
}

/** The first trouble it was reported in while it was pinned; or its being rolled back. */
function failure(
  { releaseId, at }: Rollout,
  next: Rollout | undefined,
  health: ServiceHealth | undefined,
): Date | undefined {
  const troubles = (health?.troubles ?? []).filter(
    (trouble) => trouble.releaseId === releaseId && isWhile(trouble.from, at, next),
  );
  return earliest([...troubles.map(({ from }) => from), ...(next?.kind === "rollback" ? [next.at] : [])]);
}

/** Healthy again with any release; without a reporter, when the next one was pinned. */
function recovery(
  failedAt: Date,
  next: Rollout | undefined,
  health: ServiceHealth | undefined,
): Date | undefined {
  if (health === undefined) return next?.at;
  return earliest(health.healthy.filter(({ from }) => from >= failedAt).map(({ from }) => from));
}

function liveSince(
  { releaseId, at }: Rollout,
  next: Rollout | undefined,
  health: ServiceHealth | undefined,
): Date | undefined {
  if (health === undefined) return at;
  return earliest(
    health.healthy
      .filter((span) => span.releaseId === releaseId && isWhile(span.from, at, next))
      .map(({ from }) => from),
  );
}

function isWhile(moment: Date, from: Date, next: Rollout | undefined): boolean {
  return moment >= from && (next === undefined || moment < next.at);
}

function until(health: ServiceHealth, now: Date): ServiceHealth {
  return {
    ...health,
    healthy: health.healthy.filter(({ from }) => from <= now),
    troubles: health.troubles.filter(({ from }) => from <= now),
  };
}

/** Equal moments are distinguished by the release, so that the order they are given in does not matter. */
function inOrder(all: readonly Rollout[]): readonly Rollout[] {
  return all.toSorted(
    (one, other) =>
      one.at.getTime() - other.at.getTime() ||
      one.kind.localeCompare(other.kind) ||
      one.releaseId.localeCompare(other.releaseId),
  );
}

function earliest(moments: readonly Date[]): Date | undefined {
  return moments.reduce<Date | undefined>(
    (first, moment) => (first === undefined || moment < first ? moment : first),
    undefined,
  );
}

function place({ environment, service }: { readonly environment: string; readonly service: string }): string {
  return `${environment}/${service}`;
}
