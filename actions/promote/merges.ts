/** All merges of a run: the last environment first, so that what moves out of one is not disturbed by what moves in. */
import { deleteBranches } from "@slipway/lib/app/promotions/deletions.ts";
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Result } from "@slipway/lib/app/report/report.ts";
import type { Applied } from "./apply.ts";
import { isMergeable, type MergeDeps, type Merged, mergeChecked } from "./merge.ts";
import { versions } from "./message.ts";
import { isMove } from "./prepare.ts";

export type Merges = ReadonlyMap<Applied, Merged>;

export interface MergedAll {
  readonly merges: Merges;
  /** Merged branches that the server keeps. */
  readonly notDeleted: readonly Result[];
}

export async function mergeAll(deps: MergeDeps, applied: readonly Applied[]): Promise<MergedAll> {
  const mergeable = applied
    .filter(isMergeable)
    .sort((one, other) => other.step.group.target.order - one.step.group.target.order);
  const merges = new Map<Applied, Merged>();
  for (const each of mergeable) {
    merges.set(
      each,
      await mergeChecked(deps, each).catch(
        (error: unknown): Merged => ({
          kind: "failed",
          reason: describeError(error),
        }),
      ),
    );
  }
  const gone = [...merges].filter(([, { kind }]) => kind === "merged" || kind === "reverted");
  // A forge that deletes merged branches itself was first: then there is nothing to do.
  const notDeleted = await deleteBranches(
    deps.git,
    gone.map(([{ step, headSha }]) => ({ branch: step.group.branch, branchTip: headSha })),
  );
  return { merges, notDeleted };
}

/** What a merge means for each service that was in it; undefined: what was planned holds. */
export function mergeResults(applied: Applied, merged: Merged): readonly Result[] {
  return applied.step.group.verdicts.filter(isMove).map(({ decision }) => {
    const { environment, service } = decision;
    const result = (status: Result["status"], reason: string): Result => ({
      environment,
      service,
      status,
      reason: `${versions(decision)}: ${reason}`,
    });
    const url = applied.pull?.url ?? "";
    if (merged.kind === "failed") return result("failed", merged.reason);
    if (merged.kind === "blocked") return result("waiting", `${url} cannot merge yet: ${merged.reason}`);
    if (merged.kind === "again") return result("waiting", `${url} was not merged: ${merged.reason}`);
    const isViolated =
      merged.kind === "reverted" && merged.violations.some((violation) => violation.service === service);
    return isViolated ? result("failed", merged.reason) : result("done", `merged ${url}`);
  });
}

/** What is settled: a later round of the same run finds it done and would say "nothing". */
export function isFinal({ kind }: Merged): boolean {
  return kind === "merged" || kind === "reverted";
}
