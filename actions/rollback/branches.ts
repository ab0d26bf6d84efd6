import { EVIDENCE_REFS } from "@slipway/lib/domain/evidence/evidence.ts";
import type { RefName } from "@slipway/lib/io/git/git.ts";

/** Branch of the pull request for an environment whose rollbacks people review. */
export function reviewBranch(environment: string): string {
  return `rollback/${environment}`;
}

/** Comes with the same fetch as the branch itself. */
export const ALSO_READ: readonly RefName[] = [...EVIDENCE_REFS, "rollback/*"];
