import { declaresPins } from "@slipway/lib/app/pins/mode.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { changesOf, holdChange, type Rollback } from "@slipway/lib/app/rollbacks/plan.ts";
import { signedTargets } from "@slipway/lib/app/rollbacks/signature.ts";
import { type Attribution, actorOf, attributionOf } from "@slipway/lib/domain/deployments/attribution.ts";
import { type Snapshot, takeSnapshot } from "@slipway/lib/domain/rollbacks/snapshot.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { NOT_VERIFIED } from "@slipway/lib/io/cosign/trust.ts";
import { ForgeError } from "@slipway/lib/io/forge/forge.ts";
import { ownCommitsOf } from "@slipway/lib/io/forge/own-commits.ts";
import { signedCommits } from "@slipway/lib/io/forge/signed-commits.ts";
import { type CommitPlan, type Git, openGit, type Planner } from "@slipway/lib/io/git/git.ts";
import { ALSO_READ } from "./branches.ts";
import { type Message, messageOf } from "./message.ts";
import { rollbackPins } from "./pins/rollback-pins.ts";
import { modeOf, type RollbackRequest } from "./request.ts";
import { review } from "./review.ts";
import type { Reviewed } from "./review-pull.ts";
import { type Survey, survey } from "./survey.ts";

interface Planned {
  readonly snapshot: Snapshot;
  readonly found: Survey;
}

/**
 * Level-based: what is rolled back follows from git and evidence as they are now, so it happens once, however many times
 * it is requested. Needs git alone where rollbacks are pushed; without evidence a person's order goes back by git's own
 * history, and reports it.
 */
export async function rollback(request: RollbackRequest, context: Context): Promise<Outcome> {
  const mode = modeOf(request);
  const by = mode.kind === "auto" ? request.botName : actorOf(context.env, request.botName);
  const identity = { name: request.botName, email: request.botEmail };
  const git = openGit(context.workspace, {
    token: context.env.SLIPWAY_TOKEN,
    identity,
    publisher: signedCommits(context.env),
    sources: { branch: request.branch, token: context.env.SLIPWAY_SOURCE_TOKEN },
  });
  if (await declaresPins(context.workspace)) {
    const isDryRun = request.dryRun || context.dryRun;
    return await rollbackPins(mode, { git, branch: request.branch, by }, context, isDryRun);
  }
  await git.unshallow();
  const provenance = attributionOf(context.env, by);
  const robot = { by, errorHoldSeconds: request.errorHold };
  const targets = signedTargets(request, context.env);
  let planned: Planned | undefined;
  const planner: Planner = async (tip, refs) => {
    const snapshot = await takeSnapshot(git, tip, refs, context.clock.now(), ownCommitsOf(context.env));
    const found = await survey(snapshot, mode, robot, targets.gate);
    planned = { snapshot, found };
    context.report.plan(planLines(found));
    // Nobody should take a green run without keys for one that looked.
    if (found.services.length > 0 && !targets.isVerified) context.report.info(`signatures: ${NOT_VERIFIED}`);
    if (isEmpty(found)) context.report.info("No canary was aborted, and no release was reverted manually.");
    return pushPlan(planned, provenance);
  };
  if (request.dryRun || context.dryRun) {
    const refs = await git.fetch(request.branch, ...ALSO_READ);
    await planner(await git.tree(refs.get(request.branch) ?? request.branch), refs);
    return outcome(planned, undefined, [], true);
  }
  const commit = await land(git, request.branch, planner, context);
  const reviewed = await reviewAll(git, planned, provenance, request, context);
  return outcome(planned, commit, reviewed, false);
}

/** Signed by the forge where it can; but an API that is down must not keep a rollback back while git answers. */
async function land(
  git: Git,
  branch: string,
  planner: Planner,
  { report }: Context,
): Promise<string | undefined> {
  try {
    return (await git.pushReplanned(branch, planner, { alsoFetch: ALSO_READ })).commit;
  } catch (error) {
    if (!(error instanceof ForgeError) || (error.status !== 0 && error.status < 500)) throw error;
    report.warning(
      `The forge's API does not answer, so the commit is pushed with git, unsigned. ${error.message}`,
    );
    return (await git.pushReplanned(branch, planner, { alsoFetch: ALSO_READ, publisher: undefined })).commit;
  }
}

function rollbacksOf({ services }: Survey, merge: "push" | "review"): readonly Rollback[] {
  return services.flatMap(({ rollback: each }) =>
    each?.order.environment.rollback.merge === merge ? [each] : [],
  );
}

/** One commit for all that may be pushed, in whatever environments. */
function pushPlan({ snapshot, found }: Planned, provenance: Attribution): CommitPlan | undefined {
  const pushed = new Set(
    snapshot.environments.filter(({ rollback: { merge } }) => merge === "push").map(({ name }) => name),
  );
  const message: Message = {
    rollbacks: rollbacksOf(found, "push"),
    holds: found.manual.flatMap(({ environment, hold }) => (pushed.has(environment) ? [hold] : [])),
    expired: found.expired,
  };
  const { rollbacks, holds, expired } = message;
  if (rollbacks.length + holds.length + expired.length === 0) return undefined;
  const { changes, replaceFolders = [] } = changesOf(rollbacks);
  return {
    message: messageOf(message, provenance),
    changes: [...changes, ...holds.map(holdChange), ...expired.map((path) => ({ path, content: null }))],
    replaceFolders,
  };
}

async function reviewAll(
  git: Git,
  planned: Planned | undefined,
  provenance: Attribution,
  { branch }: RollbackRequest,
  { env }: Context,
): Promise<readonly Reviewed[]> {
  if (planned === undefined) return [];
  const { snapshot, found } = planned;
  const reviewed: Reviewed[] = [];
  for (const environment of snapshot.environments) {
    if (environment.rollback.merge !== "review") continue;
    const rollbacks = rollbacksOf(found, "review").filter(
      ({ order }) => order.environment.name === environment.name,
    );
    const holds = found.manual.flatMap((each) => (each.environment === environment.name ? [each.hold] : []));
    if (rollbacks.length + holds.length === 0) continue;
    reviewed.push(
      await review({ git, snapshot, branch, env, provenance }, environment.name, rollbacks, holds),
    );
  }
  return reviewed;
}

function isEmpty({ services, manual, expired, results }: Survey): boolean {
  return services.length + manual.length + expired.length + results.length === 0;
}

function planLines({ services, manual, expired }: Survey): readonly string[] {
  return [
    ...services.map(({ result }) => line(result)),
    ...manual.map(
      ({ environment, service, hold }) =>
        `${environment}/${service}: hold ${hold.version}: ${firstLine(hold.reason)}`,
    ),
    ...expired.map((path) => `${path}: expired, delete it`),
  ];
}

function outcome(
  planned: Planned | undefined,
  commit: string | undefined,
  reviewed: readonly Reviewed[],
  isDryRun: boolean,
): Outcome {
  if (planned === undefined) return { outputs: {}, results: [] };
  const { found } = planned;
  const done = rollbacksOf(found, "push");
  const results = [
    ...found.services.map(({ result, rollback: each }) => {
      const answer = reviewed.find(({ environment }) => environment === result.environment);
      return each !== undefined && answer !== undefined ? answer.resultOf(result) : result;
    }),
    ...found.manual.map(({ environment, service, hold }): Result => {
      const held: Result = {
        environment,
        service,
        status: "done",
        reason: `${hold.version} is held from now on: ${hold.reason}`,
      };
      return reviewed.find((each) => each.environment === environment)?.resultOf(held) ?? held;
    }),
    ...found.results,
  ];
  return {
    outputs: {
      commit: commit ?? "",
      rollbacks: JSON.stringify(commit === undefined ? [] : done.map(summaryOf)),
      pulls: JSON.stringify(reviewed.flatMap(({ pull }) => pull ?? [])),
    },
    results: isDryRun ? results.map(wouldBe) : results,
  };
}

function summaryOf(each: Rollback) {
  const { order, current, target, hold } = each;
  return {
    environment: order.environment.name,
    service: order.service,
    from: current.version,
    to: target.release.version,
    hold: holdChange(hold).path,
  };
}

function wouldBe(result: Result): Result {
  return result.status === "done"
    ? { ...result, status: "nothing", reason: `would be done: ${result.reason}` }
    : result;
}

function line({ environment, service, status, reason }: Result): string {
  return `${environment}/${service}: ${status === "done" ? "roll back " : `${status}: `}${firstLine(reason)}`;
}
