const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Seconds of a duration like `30s`, `5m`, `2h` or `1d`; that it is one is for the caller's schema to say. */
export function secondsOf(duration: string): number {
  return Number.parseInt(duration, 10) * SECONDS[duration.slice(-1) as keyof typeof SECONDS];
}
