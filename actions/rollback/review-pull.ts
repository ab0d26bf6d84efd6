/** The pull request of `rollback/<environment>`, whatever is rolled back on it: release folders, or pins in files of a team's own. */
import type { Result } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import type { Forge, PullRequest } from "@slipway/lib/io/forge/forge.ts";
import type { CommitPlan, Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import { reviewBranch } from "./branches.ts";

export interface Reviewed {
  readonly environment: string;
  readonly pull: { readonly environment: string; readonly number: number; readonly url: string } | undefined;
  /** What became of a service's part in it. */
  resultOf(result: Result): Result;
}

/** Whether a tree has all of a plan's changes already, and nothing else in the folders that it replaces. */
export async function holdsAll(tree: Tree, { changes, replaceFolders = [] }: CommitPlan): Promise<boolean> {
  const paths = new Set(changes.map(({ path }) => path));
  const beside = await Promise.all(replaceFolders.map((folder) => tree.list(folder)));
  if (beside.flat().some((path) => !paths.has(path))) return false;
  const same = await Promise.all(
    changes.map(async ({ path, content }) => {
      const bytes = await tree.read(path);
      return bytes !== undefined && content !== null && bytes.equals(Buffer.from(content));
    }),
  );
  return same.every((each) => each);
}

/** Undefined: pushed. A text: why not. */
export async function push(
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

/** What waits is what is wanted: its pull request is opened again only where no person closed it. */
export async function keep(
  { env, branch }: { readonly env: NodeJS.ProcessEnv; readonly branch: string },
  environment: string,
  tip: string,
  text: { readonly title: string; readonly body: string },
): Promise<Reviewed> {
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

export function answer(
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
