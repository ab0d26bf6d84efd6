import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import type { Git } from "@slipway/lib/io/git/git.ts";

/** What makes a branch ours to replace: no other branch has a file of this name at its root. */
const MARK = "board.json";

/**
 * One commit without a parent, replaced as a whole: earlier boards can be recreated from git, so a history of
 * pages would only make the repository grow. Never replaces a branch that is not a board.
 */
export async function publish(git: Git, branch: string, files: ReadonlyMap<string, string>): Promise<void> {
  const before = (await git.fetch(branch)).get(branch);
  if (before !== undefined && (await (await git.tree(before)).entry(MARK)) === undefined) {
    throw new UserError(
      `branch ${branch}: it has no ${MARK}, so it is not a board, and publishing would replace it.\n  Give another --publish, or delete the branch.`,
    );
  }
  const changes = [...files].map(([path, content]) => ({ path, content }));
  // Without it GitHub Pages runs the files through Jekyll.
  const plan = { message: "board", changes: [...changes, { path: ".nojekyll", content: "" }] };
  const to = await git.commit(undefined, plan);
  const [pushed] = await git.push([{ ref: branch, to, expect: before ?? null, force: true }]);
  // Another run was faster; its page is as new as ours.
  if (pushed?.status !== "refused") return;
  throw new UserError(
    `branch ${branch}: the forge refused the board: ${pushed.reason}.\n  Let the bot push there; no rule should protect this branch.`,
  );
}
