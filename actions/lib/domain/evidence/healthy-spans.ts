/** When a service was healthy as one release in all clusters of an environment at once. Pure. */
import type { Episode } from "./episodes.ts";

export interface HealthySpan {
  readonly releaseId: string;
  readonly version: string | null;
  readonly digest: string | null;
  readonly from: Date;
  /** Undefined while it lasts. */
  readonly to: Date | undefined;
}

/** What one cluster reported about the service. */
export interface ClusterEpisodes {
  /** Before this time the cluster is not considered; undefined: it always is. */
  readonly joinedAt: Date | undefined;
  /** Oldest first, none overlapping another. */
  readonly episodes: readonly Episode[];
}

/**
 * Newest first. A span ends when any cluster reports another state, loses the service or joins: the healthy
 * time starts again then.
 */
export function healthySpans(clusters: readonly ClusterEpisodes[]): readonly HealthySpan[] {
  const times = boundaries(clusters);
  const at = clusters.map(() => 0);
  const spans: { readonly span: HealthySpan; readonly made: readonly (Episode | undefined)[] }[] = [];
  times.forEach((from, index) => {
    const present = clusters.map((cluster, which) => episodeAt(cluster, at, which, from));
    const healthy = together(clusters, present, from);
    if (healthy === undefined) return;
    const to = index + 1 < times.length ? new Date(times[index + 1] as number) : undefined;
    const last = spans.at(-1);
    const goesOn =
      last?.span.to?.getTime() === from && last.made.every((one, which) => one === present[which]);
    if (goesOn) spans[spans.length - 1] = { ...last, span: { ...last.span, to } };
    else spans.push({ span: { ...healthy, from: new Date(from), to }, made: present });
  });
  return spans.map(({ span }) => span).reverse();
}

/** Every moment at which the answer may change, in order. */
function boundaries(clusters: readonly ClusterEpisodes[]): readonly number[] {
  const times = clusters.flatMap(({ joinedAt, episodes }) => [
    ...(joinedAt === undefined ? [] : [joinedAt]),
    ...episodes.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to])),
  ]);
  return [...new Set(times.map((time) => time.getTime()))].sort((one, other) => one - other);
}

/** `at` remembers for each cluster how far it is: times only go forward. */
function episodeAt(
  { episodes }: ClusterEpisodes,
  at: number[],
  which: number,
  time: number,
): Episode | undefined {
  let index = at[which] ?? 0;
  while (index < episodes.length && (episodes[index]?.to?.getTime() ?? Infinity) <= time) index++;
  at[which] = index;
  const episode = episodes[index];
  return episode !== undefined && episode.from.getTime() <= time ? episode : undefined;
}

function together(
  clusters: readonly ClusterEpisodes[],
  present: readonly (Episode | undefined)[],
  time: number,
): Pick<HealthySpan, "releaseId" | "version" | "digest"> | undefined {
  const asked = present.filter((_, which) => (clusters[which]?.joinedAt?.getTime() ?? -Infinity) <= time);
  const [first] = asked;
  if (first?.releaseId == null) return undefined;
  const { releaseId, version, digest } = first;
  const agree = asked.every((one) => one?.state === "healthy" && one.releaseId === releaseId);
  return agree ? { releaseId, version, digest } : undefined;
}
