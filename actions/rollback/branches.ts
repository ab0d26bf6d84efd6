import { EVIDENCE_REFS } from "../lib/evidence/evidence.ts";
import type { RefName } from "../lib/git/git.ts";

/** Branch of the pull request for an environment whose rollbacks people review. */
export function reviewBranch(environment: string): string {
  return `rollback/${environment}`;
}

/** Comes with the same fetch as the branch itself. */
export const ALSO_READ: readonly RefName[] = [...EVIDENCE_REFS, "rollback/*"];
