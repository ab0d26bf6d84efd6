import { UserError } from "../../domain/errors/user-error.ts";
import type { CommitPlan, PublishedCommit, Publisher, PushResult } from "../../domain/repository/changes.ts";
import type { Git } from "../../domain/repository/git.ts";

export interface Landing {
  readonly status: PushResult["status"];
  readonly reason?: string | undefined;
  /** The commit that the branch points to; an API makes one of its own. */
  readonly commit: string;
}

export interface Prepared {
  readonly branch: string;
  /** Undefined: the branch begins with this commit. */
  readonly tip: string | undefined;
  /** The commit as git made it here. */
  readonly commit: string;
  readonly message: CommitPlan["message"];
}

/** By the API where it can say the same, else by a push. Reading stays git's: what landed is compared with what was made here. */
export async function land(git: Git, prepared: Prepared, publisher: Publisher | undefined): Promise<Landing> {
  const { branch, tip, commit, message } = prepared;
  if (publisher === undefined || tip === undefined) return pushed(git, prepared);
  const changes = await plainChanges(git, tip, commit);
  if (changes === undefined) return pushed(git, prepared);
  const answer = await publisher({ branch, expectedHead: tip, message, changes });
  if (!answer.committed) return { status: "lost-race", reason: answer.reason, commit };
  await requireSame(git, branch, commit, answer.sha);
  return { status: "pushed", commit: answer.sha };
}

async function pushed(git: Git, { branch, tip, commit }: Prepared): Promise<Landing> {
  const [result] = await git.push([{ ref: branch, to: commit, expect: tip ?? null }]);
  return { status: result?.status ?? "refused", reason: result?.reason ?? "no answer", commit };
}

/** Undefined when a file is no plain one: the API takes no mode. */
async function plainChanges(
  git: Git,
  tip: string,
  commit: string,
): Promise<PublishedCommit["changes"] | undefined> {
  const [changed, tree] = await Promise.all([git.changedPaths(tip, commit), git.tree(commit)]);
  const written = changed.filter(({ status }) => status !== "D").map(({ path }) => path);
  const entries = await Promise.all(written.map((path) => tree.entry(path)));
  if (entries.some((entry) => entry?.mode !== "100644")) return undefined;
  return Promise.all(
    changed.map(async ({ path, status }) => ({
      path,
      content: status === "D" ? null : ((await tree.read(path)) ?? null),
    })),
  );
}

async function requireSame(git: Git, branch: string, made: string, published: string): Promise<void> {
  await git.fetchCommit(published);
  const [ours, theirs] = await git.objectIds([`${made}^{tree}`, `${published}^{tree}`]);
  if (ours !== undefined && ours === theirs) return;
  throw new UserError(
    `branch ${branch}: the forge committed ${published}, whose files are not those that were planned.\n  Revert it, and report it: a commit by the API must hold the plan and nothing else.`,
  );
}
