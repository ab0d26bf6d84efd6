/** The required check `slipway/gates` of a pull request. */
import { type CommitStatus, type Forge, shortened } from "../../io/forge/forge.ts";

export const GATES_CONTEXT = "slipway/gates";

export type Check = Pick<CommitStatus, "state" | "description">;

/** The status of a commit under this check's name, and whether this token's own account set it. */
export interface PostedCheck extends Check {
  readonly isOwn: boolean;
}

/** Any account that may write can set a check of any name, so only the own account's word counts. */
export async function postedCheck(
  forge: Pick<Forge, "account">,
  statuses: readonly CommitStatus[],
): Promise<PostedCheck | undefined> {
  const posted = statuses.find(({ context }) => context === GATES_CONTEXT);
  if (posted === undefined) return undefined;
  const { state, description, by } = posted;
  return { state, description, isOwn: by !== undefined && by === (await forge.account()) };
}

/** Posts only what differs from the present statuses (`statuses` of this very commit): the check is fresh, and a quiet run says nothing. */
export async function postCheck(
  forge: Pick<Forge, "commitStatus" | "account">,
  sha: string,
  check: Check,
  statuses: readonly CommitStatus[],
): Promise<void> {
  const { state } = check;
  const description = shortened(check.description);
  const current = await postedCheck(forge, statuses);
  const isSame = current?.state === state && withoutTimes(current.description) === withoutTimes(description);
  if (isSame && current.isOwn) return;
  await forge.commitStatus(sha, { context: GATES_CONTEXT, state, description });
}

/** That a gate has been waiting for two minutes more is no news: it would cost a call for each promotion and run. */
function withoutTimes(description: string): string {
  return description.replace(
    /\b\d[\d-]*T[\d:.]+Z|\b\d+ ?(?:s|m|h|d|min|seconds?|minutes?|hours?|days?)\b/g,
    "…",
  );
}
