/** The pull request of a rollback of pins: the branch `rollback/<environment>`, with pins that stood there before and holds alone. */

import { code, escapeMarkdown, markdownTable } from "@slipway/lib/app/report/markdown.ts";
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Context } from "@slipway/lib/app/report/report.ts";
import { holdChange } from "@slipway/lib/app/rollbacks/plan.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { holdIn, isExpired } from "@slipway/lib/domain/holds/holds.ts";
import type { Pins } from "@slipway/lib/domain/pins/declaration.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import type { Commit, Git, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import { alsoThere, holdLine } from "../body.ts";
import { reviewBranch } from "../branches.ts";
import { answer, holdsAll, keep, push, type Reviewed } from "../review-pull.ts";
import { waitingCommit } from "../waiting.ts";
import { commitOf } from "./commit.ts";
import { foreignPinPaths } from "./foreign.ts";
import type { Back, Order } from "./target.ts";

/** What was decided on this tip, with the branches as they were. */
export interface ReviewRound {
  readonly tip: Tree;
  readonly refs: ReadonlyMap<RefName, string>;
  readonly pins: Pins;
  readonly environment: Environment;
  readonly backs: readonly Back[];
}

interface Deps {
  readonly git: Git;
  readonly branch: string;
  readonly by: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What waits there is kept, and this order is added on top: nobody's order undoes another one's. */
export async function reviewPins(
  round: ReviewRound,
  order: Order,
  { git, branch, by, env }: Deps,
  { clock }: Pick<Context, "clock">,
): Promise<Reviewed> {
  const { tip, refs, environment } = round;
  const { name } = environment;
  try {
    const foreign = await foreignWords(git, round);
    const waiting = foreign === undefined ? await waitingCommit(git, { refs, tip }, name) : undefined;
    const known = waiting === undefined ? undefined : await git.tree(waiting);
    const backs = await withHoldsOf(known, round.backs, clock.now());
    const plan = await commitOf(known ?? tip, environment, backs, order, by);
    const isThere = waiting !== undefined && waiting === refs.get(reviewBranch(name));
    const textOf = async (head: string) => {
      const [, ...others] = await git.log(head, { since: tip.commit });
      return { title: titleOf(plan.message, others), body: bodyOf(backs, others) };
    };
    if (known !== undefined && isThere && (await holdsAll(known, plan))) {
      return await keep({ env, branch }, name, known.commit, await textOf(known.commit));
    }
    const commit = await git.commit(waiting ?? tip.commit, plan);
    const lost = await push(git, refs, name, commit);
    if (lost !== undefined) return answer(name, undefined, "waiting", lost);
    const head = reviewBranch(name);
    const pull = await connectForge(env).openPull({ head, base: branch, ...(await textOf(commit)) });
    return answer(name, pull, "done", `${pull.url} waits for review${foreign ?? ""}`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return answer(name, undefined, "failed", describeError(error));
  }
}

async function foreignWords(
  git: Git,
  { tip, refs, pins, environment }: ReviewRound,
): Promise<string | undefined> {
  const ref = reviewBranch(environment.name);
  const waiting = refs.get(ref);
  if (waiting === undefined) return undefined;
  const paths = await foreignPinPaths(git, tip, pins, environment.name, waiting);
  if (paths.length === 0) return undefined;
  const named = paths.slice(0, 5).map((path) => JSON.stringify(path));
  return `.\n  ${ref} had what no rollback writes (${named.join(", ")}); it was replaced. It was commit ${waiting}.`;
}

/** A hold that waits there already keeps its times: else every run would write it again. */
async function withHoldsOf(
  tree: Tree | undefined,
  backs: readonly Back[],
  now: Date,
): Promise<readonly Back[]> {
  if (tree === undefined) return backs;
  return Promise.all(
    backs.map(async (back) => {
      const { path } = holdChange(back.hold);
      const bytes = await tree.read(path);
      const waiting = bytes === undefined ? undefined : holdIn(bytes, path);
      const isKept = waiting?.cause === back.hold.cause && !isExpired(waiting, now);
      return isKept ? { ...back, hold: waiting } : back;
    }),
  );
}

function titleOf(message: string, others: readonly Commit[]): string {
  return others.length === 0 ? firstLine(message) : `${firstLine(message)}, and ${others.length} more`;
}

function bodyOf(backs: readonly Back[], others: readonly Commit[]): string {
  const rows = backs.map(({ service, place, current, target }) => [
    ...[service, current.version, target.version].map(escapeMarkdown),
    code(target.image.digest),
    code(place.file),
  ]);
  return [
    "Brings pins back that stood there before, and holds the images that they replace: promote does not bring them back. No other byte of these files changes.",
    markdownTable(["service", "from", "to", "digest", "file"], rows),
    "### Holds",
    backs.map(({ hold }) => holdLine(hold)).join("\n"),
    "Each ends with a newer image, at its time, or by `slipway hold --lift`.",
    ...alsoThere(others),
    "",
  ].join("\n\n");
}
