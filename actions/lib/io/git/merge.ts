import type { Identity, Merged } from "../../domain/repository/changes.ts";
import type { GitCommand, GitConfig } from "./command.ts";
import { commitTree } from "./commit.ts";

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
  if (await contains(git, head, base)) return { commit: head };
  return await mergeOneWay(git, identity, { base, head, config: [] });
}

/** Forges differ in what a merge does about renames, and none says which way it takes. */
const WAYS: readonly (readonly GitConfig[])[] = [
  [
    ["merge.renames", "true"],
    ["merge.directoryRenames", "false"],
  ],
  [
    ["merge.renames", "true"],
    ["merge.directoryRenames", "true"],
  ],
  [["merge.renames", "false"]],
];

/** What merging may give, whichever way the forge treats renames; each different result once. */
export async function mergeEachWay(
  git: GitCommand,
  identity: Identity,
  base: string,
  head: string,
): Promise<readonly Merged[]> {
  if (await contains(git, head, base)) return [{ commit: head }];
  const results: Merged[] = [];
  const trees = new Set<string>();
  for (const config of WAYS) {
    const merged = await mergeOneWay(git, identity, { base, head, config });
    const key = "commit" in merged ? await treeOf(git, merged.commit) : "conflict";
    if (!trees.has(key)) results.push(merged);
    trees.add(key);
  }
  return results;
}

async function contains(git: GitCommand, head: string, base: string): Promise<boolean> {
  const { exitCode } = await git(["merge-base", "--is-ancestor", base, head], { allowFailure: true });
  return exitCode === 0;
}

async function treeOf(git: GitCommand, commit: string): Promise<string> {
  return (await git(["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`])).text.trim();
}

interface Sides {
  readonly base: string;
  readonly head: string;
  readonly config: readonly GitConfig[];
}

async function mergeOneWay(
  git: GitCommand,
  identity: Identity,
  { base, head, config }: Sides,
): Promise<Merged> {
  const options = ["--write-tree", "-z", "--name-only", "--no-messages"];
  const merged = await git(["merge-tree", ...options, base, head], { allowFailure: true, config });
  const [tree = "", ...paths] = merged.text.split("\0").filter((field) => field !== "");
  if (merged.exitCode === 1) return { conflicts: [...new Set(paths)] };
  if (merged.exitCode !== 0)
    throw new Error(`git merge-tree ended with ${merged.exitCode}: ${merged.stderr}`);
  const message = `Merge ${head} into ${base}`;
  return { commit: await commitTree(git, identity, [base, head], tree, { message }) };
}
