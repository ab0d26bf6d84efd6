/**
 * The earliest moment from which a release can have soaked. `since` in the evidence is what whoever wrote it says; what bounds
 * it is the commit that brought the pin onto the branch, the reporter's own first commit about that release, and the history
 * of its reports. A date that lies in the future bounds nothing: it is a wrong clock's.
 */
import { evidenceBranch } from "../evidence/document.ts";
import type { EvidenceHistory } from "../evidence/history.ts";
import { CLOCK_SKEW_SECONDS } from "../evidence/plausibility.ts";
import type { CommitRecord, RefName } from "../repository/git.ts";

/** A commit whose date bounds the soak. Its author chose that date; the forge may know when it was pushed. */
export interface SoakMark {
  /** Undefined: the branch the environments live on. */
  readonly branch: RefName | undefined;
  readonly commit: string;
}

export interface SoakFloor {
  readonly at: Date;
  readonly marks: readonly SoakMark[];
}

interface Asked {
  readonly environment: string;
  readonly service: string;
  readonly releaseId: string;
  readonly path: string;
  /** The pinned `release.yaml` at `path`. */
  readonly object: string;
  /** Whether it is what the cluster runs now. */
  readonly isLive: boolean;
}

export interface SoakFloors {
  /** Undefined: nobody knows that the soak has started. */
  floorOf(asked: Asked): SoakFloor | undefined;
}

/** `line`: what first parents changed in the environments, newest first; a merge counts as the change it brought. */
export function soakFloors(line: readonly CommitRecord[], history: EvidenceHistory, now: Date): SoakFloors {
  const landings = landingsOn(line, now);
  return {
    floorOf(asked) {
      const { environment, service, releaseId, path, object, isLive } = asked;
      const landed = landings.get(`${path} ${object}`);
      const seen = history.firstSeen(environment, service, releaseId);
      const healthy = isLive ? history.healthySince(environment, service, releaseId) : new Date(0);
      if (landed === undefined || seen === undefined || healthy === undefined) return undefined;
      return {
        at: new Date(Math.max(landed.at.getTime(), seen.getTime(), healthy.getTime())),
        marks: [{ branch: undefined, commit: landed.commit }, ...reportsOf(history, asked)],
      };
    },
  };
}

/** What each cluster reported first of its newest healthy time as this release. */
function reportsOf(
  history: EvidenceHistory,
  { environment, service, releaseId }: Asked,
): readonly SoakMark[] {
  const newest = new Map<string, SoakMark>();
  for (const episode of history.episodes(environment, service)) {
    const { cluster, commit } = episode;
    if (episode.releaseId !== releaseId || episode.state !== "healthy" || newest.has(cluster)) continue;
    newest.set(cluster, { branch: evidenceBranch(environment, cluster), commit });
  }
  return [...newest.values()];
}

interface Landing {
  readonly at: Date;
  readonly commit: string;
}

/** When each content came last. No commit is older than the one before it, whatever its date says. */
function landingsOn(line: readonly CommitRecord[], now: Date): ReadonlyMap<string, Landing> {
  const end = now.getTime() + CLOCK_SKEW_SECONDS * 1000;
  const landings = new Map<string, Landing>();
  let latest = 0;
  for (const { sha: commit, committedAt, files } of line.toReversed()) {
    const time = committedAt.getTime();
    if (time <= end) latest = Math.max(latest, time);
    for (const { path, object } of files) landings.set(`${path} ${object}`, { at: new Date(latest), commit });
  }
  return landings;
}
