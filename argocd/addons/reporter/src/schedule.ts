/** Decides when the next check is due. Pure except for its state; times are milliseconds of one clock. */
export interface Schedule {
  /** Something changed. */
  changed(now: number): void;
  /** Milliseconds until the next check; 0 when it is due. */
  dueIn(now: number): number;
  /** A check begins: later changes need another one. */
  begin(): void;
  succeeded(now: number): void;
  failed(now: number): void;
  beaten(now: number): void;
  /** The heartbeat was withheld; it is tried again soon. */
  notBeaten(now: number): void;
  isBeatDue(now: number): boolean;
}

export interface Rhythm {
  /** Quiet time after a change before it is published, so that simultaneous changes are one commit. */
  readonly quietMs: number;
  /** Longest wait while changes keep coming. */
  readonly longestMs: number;
  readonly beatMs: number;
  /** First pause after a failure; it doubles up to `beatMs`. */
  readonly retryMs: number;
  /** A healthy release stays healthy if it is unproven for a shorter time than this. */
  readonly doubtMs: number;
}

export const RHYTHM: Rhythm = {
  quietMs: 300,
  longestMs: 2_000,
  beatMs: 30_000,
  retryMs: 1_000,
  // A sync with its waves takes this long; the replaced release was healthy until then.
  doubtMs: 30_000,
};

/** Heartbeat pushes a minute, of all reporters of a repository together; forges throttle from six on. */
const BEATS_A_MINUTE = 5;

/** The usual rhythm, slower if several reporters push into one repository. */
export function rhythmFor(reporters: number): Rhythm {
  return { ...RHYTHM, beatMs: Math.max(RHYTHM.beatMs, Math.ceil((reporters * 60_000) / BEATS_A_MINUTE)) };
}

const BEAT_RETRY_MS = 1_000;

export function createSchedule(rhythm: Rhythm = RHYTHM, random: () => number = Math.random): Schedule {
  let first: number | undefined;
  let last = 0;
  let failures = 0;
  let notBefore = 0;
  let beatAt = 0;
  return {
    changed(now) {
      first ??= now;
      last = now;
    },
    dueIn(now) {
      const quiet =
        first === undefined ? Infinity : Math.min(last + rhythm.quietMs, first + rhythm.longestMs);
      return Math.max(0, Math.max(notBefore, Math.min(quiet, beatAt)) - now);
    },
    begin() {
      first = undefined;
    },
    succeeded() {
      failures = 0;
      notBefore = 0;
    },
    failed(now) {
      // Half of it is jitter, because the reporters of all clusters lose the same forge at the same moment.
      const pause = Math.min(rhythm.retryMs * 2 ** failures++, rhythm.beatMs);
      notBefore = now + pause * (0.5 + random() / 2);
      first ??= now;
      last = now - rhythm.quietMs;
    },
    beaten(now) {
      beatAt = now + rhythm.beatMs;
    },
    notBeaten(now) {
      beatAt = now + Math.min(BEAT_RETRY_MS, rhythm.beatMs);
    },
    isBeatDue: (now) => now >= beatAt,
  };
}
