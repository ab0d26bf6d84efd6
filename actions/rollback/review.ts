/**
 * The pull request of an environment whose rollbacks people review: one branch `rollback/<environment>`. What it already
 * holds is kept, what is missing is added on top, so that nobody's order undoes another one's.
 */
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import { changesOf, holdChange, type Rollback } from "@slipway/lib/app/rollbacks/plan.ts";
import type { Attribution } from "@slipway/lib/domain/deployments/attribution.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { type Hold, holdIn, isExpired } from "@slipway/lib/domain/holds/holds.ts";
import type { Snapshot } from "@slipway/lib/domain/rollbacks/snapshot.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import type { CommitPlan, Git, Tree } from "@slipway/lib/io/git/git.ts";
import { reviewBody, reviewTitle } from "./body.ts";
import { reviewBranch } from "./branches.ts";
import { foreignPaths } from "./foreign.ts";
import { type Message, messageOf } from "./message.ts";
import { answer, holdsAll, keep, push, type Reviewed } from "./review-pull.ts";
import { waitingCommit } from "./waiting.ts";

interface Deps {
  readonly git: Git;
  readonly snapshot: Snapshot;
  /** Branch the environments live on. */
  readonly branch: string;
  readonly env: NodeJS.ProcessEnv;
  readonly provenance: Attribution;
}

export async function review(
  deps: Deps,
  environment: string,
  rollbacks: readonly Rollback[],
  holds: readonly Hold[],
): Promise<Reviewed> {
  try {
    const foreign = await foreignOn(deps, environment);
    const waiting =
      foreign === undefined ? await waitingCommit(deps.git, deps.snapshot, environment) : undefined;
    const known = waiting === undefined ? undefined : await deps.git.tree(waiting);
    const content = { rollbacks: await withHoldsOf(known, rollbacks, deps.snapshot.now), holds, expired: [] };
    const { changes, replaceFolders = [] } = changesOf(content.rollbacks);
    const plan: CommitPlan = {
      message: messageOf(content, deps.provenance),
      changes: [...changes, ...holds.map(holdChange)],
      replaceFolders,
    };
    const isThere = waiting !== undefined && waiting === deps.snapshot.refs.get(reviewBranch(environment));
    if (known !== undefined && isThere && (await holdsAll(known, plan))) {
      return await keep(deps, environment, known.commit, await textOf(deps, known.commit, content));
    }
    const commit = await deps.git.commit(waiting ?? deps.snapshot.tip.commit, plan);
    const lost = await push(deps.git, deps.snapshot.refs, environment, commit);
    if (lost !== undefined) return answer(environment, undefined, "waiting", lost);
    const pull = await connectForge(deps.env).openPull({
      head: reviewBranch(environment),
      base: deps.branch,
      ...(await textOf(deps, commit, content)),
    });
    return answer(environment, pull, "done", `${pull.url} waits for review${foreign ?? ""}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return answer(environment, undefined, "failed", describeError(error));
  }
}

/** In words, when the branch has what no rollback writes: it is replaced, and what it was can be fetched by its commit. */
async function foreignOn({ snapshot }: Deps, environment: string): Promise<string | undefined> {
  const ref = reviewBranch(environment);
  const waiting = snapshot.refs.get(ref);
  if (waiting === undefined) return undefined;
  const paths = await foreignPaths(snapshot, environment, waiting);
  if (paths.length === 0) return undefined;
  const named = paths.slice(0, 5).map((path) => JSON.stringify(path));
  return `.\n  ${ref} had what no rollback writes (${named.join(", ")}); it was replaced. It was commit ${waiting}.`;
}

/** A hold that waits there already keeps its times: else every run would write it again. */
async function withHoldsOf(
  tree: Tree | undefined,
  rollbacks: readonly Rollback[],
  now: Date,
): Promise<readonly Rollback[]> {
  if (tree === undefined) return rollbacks;
  return Promise.all(
    rollbacks.map(async (rollback) => {
      const { path } = holdChange(rollback.hold);
      const bytes = await tree.read(path);
      if (bytes === undefined || !rollback.isNewHold) return rollback;
      const waiting = holdIn(bytes, path);
      const isKept = waiting?.cause === rollback.hold.cause && !isExpired(waiting, now);
      return isKept ? { ...rollback, hold: waiting } : rollback;
    }),
  );
}

/** Newest first, the first commit is described in full. */
async function textOf({ git, snapshot }: Deps, head: string, content: Message) {
  const [, ...others] = await git.log(head, { since: snapshot.tip.commit });
  return { title: reviewTitle(content, others), body: reviewBody(content, others) };
}
