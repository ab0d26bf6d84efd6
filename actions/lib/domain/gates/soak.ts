/** Healthy for long enough, in the environment before and since the moment it became so there: commits do not reset it. */
import { formatDuration } from "../durations/format.ts";
import { closed, type GateResult, open } from "./gate.ts";

export interface SoakFacts {
  readonly from: string;
  readonly version: string;
  readonly soakSeconds: number;
  /**
   * When it last became healthy there, and not before its pin landed or a reporter saw it; undefined when it is not, or nobody
   * knows.
   */
  readonly since: Date | undefined;
  /** When a newer release ended that; undefined while it lasts. */
  readonly to?: Date | undefined;
  readonly now: Date;
  /** Whose times counted, as text; absent: the dates of commits. */
  readonly counted?: string;
}

export function soakGate({ from, version, soakSeconds, since, to, now, counted }: SoakFacts): GateResult {
  if (soakSeconds === 0) return open("soak", "no soak is required");
  const required = formatDuration(soakSeconds);
  if (since === undefined || Number.isNaN(since.getTime())) {
    return closed("soak", `${version} is not healthy in ${from}, so its soak of ${required} has not started`);
  }
  const by = counted === undefined ? "" : ` (${counted})`;
  const seconds = Math.max(0, ((to ?? now).getTime() - since.getTime()) / 1000);
  if (seconds >= soakSeconds) {
    return open("soak", `healthy in ${from} for ${formatDuration(seconds)}, ${required} required${by}`);
  }
  if (to !== undefined) {
    return closed(
      "soak",
      `${version} was healthy in ${from} for ${formatDuration(seconds)} of ${required} when a newer release came${by}`,
    );
  }
  const until = new Date(since.getTime() + soakSeconds * 1000);
  return closed(
    "soak",
    `${version} has been healthy in ${from} for ${formatDuration(seconds)} of ${required}${by}`,
    {
      until,
    },
  );
}
