/** The required check `slipway/gates`: what a pull request is held to, whoever clicks. */
import { type CommitStatus, type Forge, shortened } from "../forge/forge.ts";

export const GATES_CONTEXT = "slipway/gates";

export type Check = Pick<CommitStatus, "state" | "description">;

/** Posts only what differs from what stands (`statuses` of this very commit): the check is fresh, and a quiet run says nothing. */
export async function postCheck(
  forge: Pick<Forge, "commitStatus">,
  sha: string,
  check: Check,
  statuses: readonly CommitStatus[],
): Promise<void> {
  const { state } = check;
  const description = shortened(check.description);
  const current = statuses.find(({ context }) => context === GATES_CONTEXT);
  if (current?.state === state && withoutTimes(current.description) === withoutTimes(description)) return;
  await forge.commitStatus(sha, { context: GATES_CONTEXT, state, description });
}

/** That a gate has been waiting for two minutes more is no news: it would cost a call for each promotion and run. */
function withoutTimes(description: string): string {
  return description.replace(
    /\b\d[\d-]*T[\d:.]+Z|\b\d+ ?(?:s|m|h|d|min|seconds?|minutes?|hours?|days?)\b/g,
    "…",
  );
}
