/** Whether what is waited for has come, or cannot come any more. Pure. */
import type { Cell, HealthState } from "@slipway/lib/app/board/document.ts";

export interface Verdict {
  readonly state: HealthState;
  readonly succeeded: boolean;
  readonly reason: string;
}

const shortestCommit = 7;

/**
 * Undefined while it may still come. `requested` is a version or the beginning of a source commit.
 * A release that failed stays a failure after it was rolled back: `before` is the look that last showed it.
 */
export function verdictOf(
  cell: Cell,
  requested: string | undefined,
  before: Cell | undefined,
): Verdict | undefined {
  const { release, health } = cell;
  if (release === null || !isRequested(release, requested)) return replaced(cell, requested, before);
  if (health.state === "healthy")
    return { state: "healthy", succeeded: true, reason: `${release.version} is healthy` };
  if (health.state !== "aborted") return undefined;
  const reason = `${release.version} was aborted: ${health.message || "no reason was reported"}`;
  return { state: "aborted", succeeded: false, reason };
}

/** The release that was waited for stood here and another one does now. */
function replaced(
  { release, change }: Cell,
  requested: string | undefined,
  before: Cell | undefined,
): Verdict | undefined {
  const gone = before?.release ?? null;
  if (gone === null || !isRequested(gone, requested) || gone.id === release?.id) return undefined;
  const by = change === null ? "" : ` by ${change.by} (${change.verb}): ${change.subject}`;
  const reason = `${gone.version} was replaced before it was healthy${by}`;
  return { state: before?.health.state ?? "unknown", succeeded: false, reason };
}

function isRequested(release: NonNullable<Cell["release"]>, requested: string | undefined): boolean {
  if (requested === undefined) return true;
  const isCommit = requested.length >= shortestCommit && release.source.startsWith(requested);
  return release.version === requested || isCommit;
}
