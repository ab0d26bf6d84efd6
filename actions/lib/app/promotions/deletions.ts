/** Deletes branches that are no longer needed. A branch that the server does not delete is reported as a result. */
import type { Git } from "../../domain/repository/git.ts";
import { describeError } from "../report/outcome.ts";
import type { Result } from "../report/report.ts";

export interface Deletable {
  readonly branch: string;
  /** The commit that the branch must still name; undefined: there is no such branch. */
  readonly branchTip: string | undefined;
}

/** A branch that another client deleted or moved first is no failure: the next run reads it again. */
export async function deleteBranches(git: Git, branches: readonly Deletable[]): Promise<readonly Result[]> {
  const updates = branches.flatMap(({ branch, branchTip }) =>
    branchTip === undefined ? [] : [{ ref: branch, to: null, expect: branchTip }],
  );
  try {
    const answers = await git.push(updates);
    return answers.flatMap(({ ref, status, reason }) =>
      status === "refused" ? [notDeleted(ref, reason)] : [],
    );
  } catch (error) {
    const reason = describeError(error);
    return updates.map(({ ref }) => ({ service: ref, status: "failed", reason: `not deleted: ${reason}` }));
  }
}

function notDeleted(branch: string, words: string): Result {
  const pattern = branch.replace(/\/.*$/, "/*");
  return {
    service: branch,
    status: "failed",
    reason: `not deleted, the server refused: ${words}.\n  Allow the bot to delete ${pattern}, or delete it: git push origin :refs/heads/${branch}`,
  };
}
