/**
 * The earliest moment from which a release can have soaked. `since` in the evidence is what whoever wrote it says; what bounds
 * it is the commit that brought the pin onto the branch, the reporter's own first commit about that release, and the history
 * of its reports. A date that lies in the future bounds nothing: it is a wrong clock's.
 */
import type { EvidenceHistory } from "../evidence/history.ts";
import { CLOCK_SKEW_SECONDS } from "../evidence/line.ts";
import type { CommitRecord } from "../git/git.ts";

export interface SoakFloors {
  /** `object`: the pinned `release.yaml` at `path`. Undefined: nobody knows that the soak has begun. */
  floorOf(asked: {
    readonly environment: string;
    readonly service: string;
    readonly releaseId: string;
    readonly path: string;
    readonly object: string;
    /** Whether it is what the cluster runs now. */
    readonly isLive: boolean;
  }): Date | undefined;
}

/** `line`: what first parents changed in the environments, newest first; a merge counts as the change it brought. */
export function soakFloors(line: readonly CommitRecord[], history: EvidenceHistory, now: Date): SoakFloors {
  const landings = landingsOn(line, now);
  return {
    floorOf({ environment, service, releaseId, path, object, isLive }) {
      const landed = landings.get(`${path} ${object}`);
      const seen = history.firstSeen(environment, service, releaseId);
      const healthy = isLive ? history.healthySince(environment, service, releaseId) : new Date(0);
      if (landed === undefined || seen === undefined || healthy === undefined) return undefined;
      return new Date(Math.max(landed.getTime(), seen.getTime(), healthy.getTime()));
    },
  };
}

/** When each content came last. No commit is older than the one before it, whatever its date says. */
function landingsOn(line: readonly CommitRecord[], now: Date): ReadonlyMap<string, Date> {
  const end = now.getTime() + CLOCK_SKEW_SECONDS * 1000;
  const landings = new Map<string, Date>();
  let latest = 0;
  for (const { committedAt, files } of line.toReversed()) {
    const time = committedAt.getTime();
    if (time <= end) latest = Math.max(latest, time);
    for (const { path, object } of files) landings.set(`${path} ${object}`, new Date(latest));
  }
  return landings;
}
