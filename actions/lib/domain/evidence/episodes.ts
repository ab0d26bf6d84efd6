/** What a cluster reported about one service, one report after the other, as spans of time. Pure. */
import type { CanaryStep, Cause, Evidence, State } from "./document.ts";

/** A span of time in which one cluster reported one release in one state. */
export interface Episode {
  readonly environment: string;
  readonly cluster: string;
  readonly service: string;
  readonly releaseId: string | null;
  readonly version: string | null;
  readonly digest: string | null;
  readonly state: State;
  readonly cause: Cause | null;
  /** Where the canary stood in the last report. */
  readonly step: CanaryStep | null;
  /** Of the last report. */
  readonly message: string;
  readonly from: Date;
  /** When another report took its place; undefined while it is the present one. Never before `from`. */
  readonly to: Date | undefined;
  /** The commit that reported it first. */
  readonly commit: string;
}

/** One commit's word about the service. */
export interface Report {
  readonly commit: string;
  readonly committedAt: Date;
  /** `gone`: the cluster no longer has the service; `unreadable`: there was a report with unknown content. */
  readonly said: Evidence | "gone" | "unreadable";
}

/**
 * Converts reports to episodes, both oldest first. A release that is healthy again after another state is a
 * new episode, and so is one whose `since` moved, because an interruption was not observed.
 */
export function toEpisodes(reports: readonly Report[]): readonly Episode[] {
  const episodes: Episode[] = [];
  let open: { readonly episode: Episode; readonly since: string } | undefined;
  let latest = Number.NEGATIVE_INFINITY;
  const close = (to: number) => {
    if (open !== undefined) episodes.push({ ...open.episode, to: new Date(to) });
    open = undefined;
  };
  for (const [index, { commit, committedAt, said }] of reports.entries()) {
    // An unreadable report does not affect its neighbours; as the last one it ends the previous state.
    if (said === "unreadable" && index + 1 < reports.length) continue;
    if (typeof said === "string") {
      close(Math.max(committedAt.getTime(), latest));
    } else if (open !== undefined && isSame(open.episode, said) && open.since === said.since) {
      open = { ...open, episode: { ...open.episode, ...wordsOf(said) } };
    } else {
      // A clock that was set back must not make a release look as if it had been well for long.
      latest = Math.max(Date.parse(said.since), latest);
      close(endOf(committedAt, latest, open?.episode));
      open = { episode: begin(said, commit, new Date(latest)), since: said.since };
    }
  }
  return withoutOverlap(open === undefined ? episodes : [...episodes, open.episode]);
}

/** A report is about a time before it was written; a later `since` must not extend the episode that it ends. */
function endOf(committedAt: Date, began: number, ended: Episode | undefined): number {
  const from = ended?.from.getTime() ?? Number.NEGATIVE_INFINITY;
  return Math.min(began, Math.max(committedAt.getTime(), from));
}

function isSame(episode: Episode, { releaseId, state }: Evidence): boolean {
  return episode.releaseId === releaseId && episode.state === state;
}

function begin(evidence: Evidence, commit: string, from: Date): Episode {
  const { environment, cluster, service, releaseId, state } = evidence;
  return {
    environment,
    cluster,
    service,
    releaseId,
    state,
    ...wordsOf(evidence),
    from,
    to: undefined,
    commit,
  };
}

function wordsOf({ version, digest, cause, step, message }: Evidence) {
  return { version, digest, cause, step, message };
}

/** A service that came back before its file was seen gone: the later report is believed. */
function withoutOverlap(episodes: readonly Episode[]): readonly Episode[] {
  return episodes.map((episode, index) => {
    const next = episodes[index + 1]?.from;
    return next !== undefined && episode.to !== undefined && episode.to > next
      ? { ...episode, to: next }
      : episode;
  });
}
