import type { GitCommand } from "./command.ts";
import { commitTree, type Identity } from "./commit.ts";

/** What merging gives: a commit that no ref has, or the paths that people must merge by hand. */
export type Merged = { readonly commit: string } | { readonly conflicts: readonly string[] };

/**
 * The merge of two commits of this clone, in its object database only: the very result a forge would make. A head that
 * has the base is its own result.
 */
export async function mergeCommits(
  git: GitCommand,
  identity: Identity,
  base: string,
  head: string,
): Promise<Merged> {
  const { exitCode: isBehind } = await git(["merge-base", "--is-ancestor", base, head], {
    allowFailure: true,
  });
  if (isBehind === 0) return { commit: head };
  const options = ["--write-tree", "-z", "--name-only", "--no-messages"];
  const merged = await git(["merge-tree", ...options, base, head], { allowFailure: true });
  const [tree = "", ...paths] = merged.text.split("\0").filter((field) => field !== "");
  if (merged.exitCode === 1) return { conflicts: [...new Set(paths)] };
  if (merged.exitCode !== 0)
    throw new Error(`git merge-tree ended with ${merged.exitCode}: ${merged.stderr}`);
  const message = `Merge ${head} into ${base}`;
  return { commit: await commitTree(git, identity, [base, head], tree, { message }) };
}
