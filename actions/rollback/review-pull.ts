/** The pull request of `rollback/<environment>`, for both kinds of rollback: release folders, and pins in a team's own files. */
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Result } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import type { Forge, PullRequest } from "@slipway/lib/io/forge/forge.ts";
import type { Commit, CommitPlan, Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import { reviewBranch } from "./branches.ts";
import { waitingCommit } from "./waiting.ts";

export interface Reviewed {
  readonly environment: string;
  readonly pull: { readonly environment: string; readonly number: number; readonly url: string } | undefined;
  /** What became of a service's part in it. */
  resultOf(result: Result): Result;
}

export interface Place {
  readonly git: Git;
  readonly env: NodeJS.ProcessEnv;
  /** Branch the environments live on. */
  readonly branch: string;
  readonly environment: string;
  readonly tip: Tree;
  readonly refs: ReadonlyMap<RefName, string>;
}

export interface PullText {
  readonly title: string;
  readonly body: string;
}

export interface Proposal {
  readonly plan: CommitPlan;
  /** @param others commits of other orders that wait on the branch, newest first */
  textOf(others: readonly Commit[]): PullText;
}

/** What one kind of rollback writes on the branch. */
export interface Writer {
  /** Paths of the branch that no rollback of this kind writes. */
  foreignPaths(branchTip: string): Promise<readonly string[]>;
  /** @param known the tree with all changes that wait on the branch; undefined if none wait */
  propose(known: Tree | undefined): Promise<Proposal>;
}

/** Keeps what waits on the branch and adds this order on top, so that one order does not undo another. */
export async function reviewRollback(place: Place, writer: Writer): Promise<Reviewed> {
  const { git, env, branch, environment, tip, refs } = place;
  const head = reviewBranch(environment);
  try {
    const foreign = await foreignWords(place, writer);
    const waiting = foreign === undefined ? await waitingCommit(git, place, environment) : undefined;
    const known = waiting === undefined ? undefined : await git.tree(waiting);
    const { plan, textOf } = await writer.propose(known);
    const textAt = async (commit: string) => {
      const [, ...others] = await git.log(commit, { since: tip.commit });
      return textOf(others);
    };
    const isThere = waiting !== undefined && waiting === refs.get(head);
    if (known !== undefined && isThere && (await holdsAll(known, plan)))
      return await keep(place, known.commit, await textAt(known.commit));
    const commit = await git.commit(waiting ?? tip.commit, plan);
    const lost = await push(git, refs, environment, commit);
    if (lost !== undefined) return answer(environment, undefined, "waiting", lost);
    const pull = await connectForge(env).openPull({ head, base: branch, ...(await textAt(commit)) });
    return answer(environment, pull, "done", `${pull.url} waits for review${foreign ?? ""}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return answer(environment, undefined, "failed", describeError(error));
  }
}

/** Names the paths that no rollback writes. The branch is then replaced; its commit can still be fetched. */
async function foreignWords({ refs, environment }: Place, writer: Writer): Promise<string | undefined> {
  const ref = reviewBranch(environment);
  const waiting = refs.get(ref);
  if (waiting === undefined) return undefined;
  const paths = await writer.foreignPaths(waiting);
  if (paths.length === 0) return undefined;
  const named = paths.slice(0, 5).map((path) => JSON.stringify(path));
  return `.\n  ${ref} had what no rollback writes (${named.join(", ")}); it was replaced. It was commit ${waiting}.`;
}

/** Whether a tree has all of a plan's changes already, and nothing else in the folders that it replaces. */
async function holdsAll(tree: Tree, { changes, replaceFolders = [] }: CommitPlan): Promise<boolean> {
  const paths = new Set(changes.map(({ path }) => path));
  const listed = await Promise.all(replaceFolders.map((folder) => tree.list(folder)));
  if (listed.flat().some((path) => !paths.has(path))) return false;
  const same = await Promise.all(
    changes.map(async ({ path, content }) => {
      const bytes = await tree.read(path);
      return bytes !== undefined && content !== null && bytes.equals(Buffer.from(content));
    }),
  );
  return same.every((each) => each);
}

/** Undefined: pushed. A text: why not. */
async function push(
  git: Git,
  refs: ReadonlyMap<RefName, string>,
  environment: string,
  to: string,
): Promise<string | undefined> {
  const ref = reviewBranch(environment);
  const [result] = await git.push([{ ref, to, expect: refs.get(ref) ?? null }]);
  if (result?.status === "pushed" || result?.status === "unchanged") return undefined;
  if (result?.status === "lost-race") return `another run moved ${ref} first; the next one looks again`;
  throw new UserError(
    `${ref}: the server refused the push: ${result?.reason ?? "no answer"}.\n  Allow the bot to push rollback/*.`,
  );
}

/** The branch has all changes already: its pull request is opened again, unless a person closed it. */
async function keep({ env, branch, environment }: Place, tip: string, text: PullText): Promise<Reviewed> {
  const forge: Forge = connectForge(env);
  const branches = { head: reviewBranch(environment), base: branch };
  const open = await forge.findPull(branches);
  if (open !== undefined) return answer(environment, open, "nothing", `${open.url} waits for review`);
  const closed = await forge.findClosedPull(branches);
  if (closed?.state === "closed" && closed.headSha === tip) {
    const reason = `${closed.url} was closed by a person.\n  Reopen it, or delete the branch ${branches.head} to have it opened again.`;
    return answer(environment, undefined, "waiting", reason);
  }
  const pull = await forge.openPull({ ...branches, ...text });
  return answer(environment, pull, "done", `${pull.url} waits for review`);
}

function answer(
  environment: string,
  pull: PullRequest | undefined,
  status: Result["status"],
  words: string,
): Reviewed {
  return {
    environment,
    pull: pull === undefined ? undefined : { environment, number: pull.number, url: pull.url },
    resultOf: (result) =>
      result.status === "done" ? { ...result, status, reason: `${result.reason}: ${words}` } : result,
  };
}
