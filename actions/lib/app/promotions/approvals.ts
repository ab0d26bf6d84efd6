import type { PullRequest, Standing } from "../../io/forge/forge.ts";

export interface Reviews {
  readonly pulls: readonly PullRequest[];
  /** By the number of the pull request. */
  readonly standings: ReadonlyMap<number, Standing>;
}

/**
 * Who approved the present head of `branch`: a head that is pushed again has no approvals. Undefined: no pull request is open.
 * A text: why the approvals are unknown.
 */
export function approvalsOf({ pulls, standings }: Reviews, branch: string) {
  const pull = pulls.find(({ head }) => head === branch);
  if (pull === undefined) return undefined;
  return standings.get(pull.number)?.approvals ?? `nothing is known about ${pull.url}`;
}
