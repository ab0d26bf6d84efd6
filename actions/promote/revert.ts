/** Takes back what merged although a gate had closed by then: the folders as they were, by a commit on main. */
import type { Report } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import {
  type Release,
  readRelease,
  releaseChanges,
  releaseFiles,
  releasePath,
} from "@slipway/lib/domain/releases/releases.ts";
import { type Forge, ForgeError } from "@slipway/lib/io/forge/forge.ts";
import { TAKEN_BACK_CONTEXT } from "@slipway/lib/io/forge/own-commits.ts";
import type { CommitPlan, Git, Tree } from "@slipway/lib/io/git/git.ts";

export interface Violation {
  readonly environment: string;
  readonly service: string;
  /** What was pinned before the merge. */
  readonly old: Release | undefined;
  readonly new: Release;
  /** Which gate had closed, and why. */
  readonly reason: string;
}

interface Deps {
  readonly git: Git;
  readonly forge: Pick<Forge, "commitStatus">;
  readonly branch: string;
  readonly report: Report;
}

/** Says what was done, as text. */
export async function revert(
  { git, forge, branch, report }: Deps,
  before: string,
  violations: readonly Violation[],
): Promise<string> {
  const past = await git.tree(before);
  const reasons = violations.map(
    ({ environment, service, reason }) => `${environment}/${service}: ${reason}`,
  );
  const what = `merged while a gate was closed: ${reasons.join("; ")}`;
  report.error(what);
  try {
    const { commit } = await git.pushReplanned(branch, (tip) => plan(tip, past, violations));
    if (commit === undefined) return `${what}\n  it is already replaced`;
    return `${what}\n  reverted by ${commit}${await unmarked(forge, commit)}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const remedy = "Revert the merge manually, and let the bot push to the branch.";
    return `${what}\n  It could not be reverted: ${error.message}\n  ${remedy}`;
  }
}

/**
 * Marked as the bot's own: the gate may open again, so what it reverted is not held as what a person reverts. As text when
 * the forge does not take the mark.
 */
async function unmarked(forge: Deps["forge"], commit: string): Promise<string> {
  const mark = { context: TAKEN_BACK_CONTEXT, state: "success" } as const;
  try {
    await forge.commitStatus(commit, {
      ...mark,
      description: "by slipway: a gate had closed before the merge",
    });
    return "";
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return `.\n  It could not be marked as slipway's own, so the release may be held as if a person had reverted it: ${error.message}`;
  }
}

/** Only what is still there: somebody may have put it right in the meantime. */
async function plan(
  tip: Tree,
  past: Tree,
  violations: readonly Violation[],
): Promise<CommitPlan | undefined> {
  const standing: Violation[] = [];
  for (const violation of violations) {
    const { environment, service, new: merged } = violation;
    const now = await readRelease(tip, environment, service).catch(() => undefined);
    if (now?.id === merged.id) standing.push(violation);
  }
  if (standing.length === 0) return undefined;
  const folders = await Promise.all(
    standing.map(async ({ environment, service }) => {
      const files = await releaseFiles(past, environment, service);
      return {
        folder: releasePath(environment, service),
        changes: releaseChanges(environment, service, files),
      };
    }),
  );
  return {
    message: message(standing),
    changes: folders.flatMap(({ changes }) => changes),
    replaceFolders: folders.map(({ folder }) => folder),
  };
}

function message(violations: readonly Violation[]): string {
  const environment = violations[0]?.environment ?? "";
  const back = violations.map(
    ({ service, old, new: merged }) => `${service} ${merged.version} → ${old?.version ?? "none"}`,
  );
  const names = back.length > 3 ? `${back.length} services` : back.join(", ");
  const reasons = violations.map(
    ({ service, reason }) => `Slipway-Reason: ${service}: ${reason.replace(/\s+/g, " ").slice(0, 300)}`,
  );
  const ids = violations.flatMap(({ old }) => (old === undefined ? [] : [`Release-Id: ${old.id}`]));
  return `revert(${environment}): ${names}\n\nIt merged after a gate had closed.\n\n${[...ids, "Slipway-Verb: promote", ...reasons].join("\n")}\n`;
}
