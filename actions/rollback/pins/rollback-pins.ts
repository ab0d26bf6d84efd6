/** Rollback where teams keep their files: the pin before comes back, and a hold keeps the other from coming again. */
import { pinsOf } from "@slipway/lib/app/pins/mode.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { readEnvironments, requireEnvironment } from "@slipway/lib/domain/environments/environments.ts";
import type { Planner } from "@slipway/lib/io/git/git.ts";
import { ALSO_READ } from "../branches.ts";
import type { RollbackMode } from "../request.ts";
import { commitOf, outcome, transition } from "./commit.ts";
import { type ReviewRound, reviewPins } from "./review.ts";
import { type Back, backOf, type Deps, isBack, type Order } from "./target.ts";

/** One commit for all services of the order; each has its own result. */
export async function rollbackPins(
  mode: RollbackMode,
  deps: Deps,
  context: Context,
  isDryRun: boolean,
): Promise<Outcome> {
  if (mode.kind === "auto") {
    context.report.warning(NOT_BY_ITSELF);
    return { outputs: { commit: "", rollbacks: "[]", pulls: "[]" }, results: [] };
  }
  return await rollBack(mode, deps, context, isDryRun);
}

const NOT_BY_ITSELF =
  "--auto is not done for pins in files of your own: no canary is watched, and a revert by hand writes no hold.\n  Roll back with --environment, --services and --reason.";

async function rollBack(order: Order, deps: Deps, context: Context, isDryRun: boolean): Promise<Outcome> {
  const { git, branch } = deps;
  await git.unshallow();
  let planned: readonly (Back | Result)[] = [];
  let round: ReviewRound | undefined;
  const plan: Planner = async (tip, refs) => {
    const pins = await pinsOf(tip);
    const environment = requireEnvironment(await readEnvironments(tip), order.environment);
    planned = await Promise.all(
      order.services.map((service) => backOf({ tip, pins, order, environment, service }, deps, context)),
    );
    const backs = planned.filter(isBack);
    context.report.plan(
      backs.map((each) => `${environment.name}/${each.service}: roll back ${transition(each)}`),
    );
    const isReviewed = environment.rollback.merge === "review";
    round = isReviewed && backs.length > 0 ? { tip, refs, pins, environment, backs } : undefined;
    if (isReviewed || backs.length === 0) return undefined;
    return commitOf(tip, environment, backs, order, deps.by);
  };
  if (isDryRun) {
    const refs = await git.fetch(branch, ...ALSO_READ);
    await plan(await git.tree(refs.get(branch) ?? branch), refs);
    return outcome(order, planned, undefined, true);
  }
  const { commit } = await git.pushReplanned(branch, plan, { alsoFetch: ALSO_READ });
  const reviewed =
    round === undefined ? undefined : await reviewPins(round, order, { ...deps, env: context.env }, context);
  return outcome(order, planned, commit, false, reviewed);
}
