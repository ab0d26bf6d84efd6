/** Whether what is waited for has come, or cannot come any more. Pure. */
import type { Cell, HealthState } from "@slipway/lib/app/board/document.ts";

export interface Verdict {
  readonly state: HealthState;
  readonly succeeded: boolean;
  readonly reason: string;
}

const shortestCommit = 7;

/**
 * Undefined while it may still come. `wanted` is a version or the beginning of a source commit.
 * A release that failed stays a failure after it was rolled back: `before` is the look that last showed it.
 */
export function verdictOf(
  cell: Cell,
  wanted: string | undefined,
  before: Cell | undefined,
): Verdict | undefined {
  const { release, health } = cell;
  if (release === null || !isWanted(release, wanted)) return replaced(cell, wanted, before);
  if (health.state === "healthy")
    return { state: "healthy", succeeded: true, reason: `${release.version} is healthy` };
  if (health.state !== "aborted") return undefined;
  const reason = `${release.version} was aborted: ${health.message || "no reason was reported"}`;
  return { state: "aborted", succeeded: false, reason };
}

/** The release that was waited for stood here and another one does now. */
function replaced(
  { release, change }: Cell,
  wanted: string | undefined,
  before: Cell | undefined,
): Verdict | undefined {
  const gone = before?.release ?? null;
  if (gone === null || !isWanted(gone, wanted) || gone.id === release?.id) return undefined;
  const by = change === null ? "" : ` by ${change.by} (${change.verb}): ${change.subject}`;
  const reason = `${gone.version} was replaced before it was healthy${by}`;
  return { state: before?.health.state ?? "unknown", succeeded: false, reason };
}

function isWanted(release: NonNullable<Cell["release"]>, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const isCommit = wanted.length >= shortestCommit && release.source.startsWith(wanted);
  return release.version === wanted || isCommit;
}
