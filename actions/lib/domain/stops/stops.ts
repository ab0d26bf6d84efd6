/**
 * The emergency stop: while the branch `stop/<environment>` or `stop/all` exists, nothing comes in by bump or promotion.
 * Making and deleting a branch needs git alone: no review, no API, no cluster. The tip's message says why.
 */
import { trailersOf } from "../deployments/trailers.ts";
import type { Git, RefName } from "../repository/git.ts";

/** Fetched together with everything else. */
export const STOP_REFS: readonly RefName[] = ["stop/*"];

const PREFIX = "stop/";

/** Stops every environment. */
export const EVERYWHERE = "all";

export interface Stop {
  readonly branch: string;
  /** Name of the environment, or "all". */
  readonly environment: string;
  readonly commit: string;
  readonly reason: string;
  readonly by: string;
  readonly since: Date;
}

export function stopBranch(environment: string): string {
  return `${PREFIX}${environment}`;
}

/** `refs`: branch name → commit, as `git.fetch(...STOP_REFS)` returns them. Sorted by branch. */
export async function readStops(git: Git, refs: ReadonlyMap<RefName, string>): Promise<readonly Stop[]> {
  const branches = [...refs.keys()].filter((ref) => ref.startsWith(PREFIX)).sort();
  return Promise.all(branches.map((branch) => readStop(git, branch, refs.get(branch) ?? "")));
}

async function readStop(git: Git, branch: string, commit: string): Promise<Stop> {
  const [record] = await git.records([commit], { limit: 1 });
  const message = record?.message ?? "";
  const trailers = trailersOf(message);
  return {
    branch,
    environment: branch.slice(PREFIX.length),
    commit,
    // Whoever pushed any commit there in a hurry has stopped it too.
    reason: withoutTrailers(message, trailers.size > 0) || "no reason given",
    by: trailers.get("Actor")?.[0] ?? record?.author ?? "unknown",
    since: record?.committedAt ?? new Date(0),
  };
}

function withoutTrailers(message: string, hasTrailers: boolean): string {
  const paragraphs = message.trim().split(/\n\s*\n/);
  return (hasTrailers ? paragraphs.slice(0, -1) : paragraphs).join("\n\n");
}

/** The stop of `environment`: its own before the one for all. */
export function stopOf(stops: readonly Stop[], environment: string): Stop | undefined {
  return (
    stops.find((stop) => stop.environment === environment) ??
    stops.find((stop) => stop.environment === EVERYWHERE)
  );
}

/** One sentence, and how the stop ends. */
export function describeStop({ branch, environment, reason, by, since }: Stop): string {
  const what = environment === EVERYWHERE ? "everything is" : `${environment} is`;
  const said = reason.replace(/\s+/g, " ").trim();
  return `${what} stopped since ${since.toISOString().slice(0, 19)}Z by ${by}: ${said}.\n  \`slipway resume\` or deleting the branch ${branch} ends it; rollback stays possible.`;
}
