import type { Context, Outcome } from "@slipway/lib/app/report/report.ts";
import { BadRequest } from "@slipway/lib/app/request/request.ts";
import {
  type Attribution,
  actorOf,
  attributionOf,
  attributionTrailers,
  oneLine,
} from "@slipway/lib/domain/deployments/attribution.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { firstLine } from "@slipway/lib/domain/text/lines.ts";
import { signedCommits } from "@slipway/lib/io/forge/signed-commits.ts";
import { type CommitPlan, type Git, openGit, type Planner } from "@slipway/lib/io/git/git.ts";
import { type Planned, planHolds } from "./plan.ts";
import type { HoldRequest } from "./request.ts";

/** Sets or lifts holds with one commit; planned again when another push wins. */
export async function hold(request: HoldRequest, context: Context): Promise<Outcome> {
  requireSense(request, context.clock.now());
  const by = actorOf(context.env, request.botName);
  const git = openGit(context.workspace, {
    token: context.env.SLIPWAY_TOKEN,
    identity: { name: request.botName, email: request.botEmail },
    publisher: signedCommits(context.env),
    sources: { branch: request.branch, token: context.env.SLIPWAY_SOURCE_TOKEN },
  });
  await git.unshallow();
  let planned: readonly Planned[] = [];
  const planner: Planner = async (tip) => {
    planned = await planHolds(git, tip, request, context.clock.now(), by);
    context.report.plan(planned.map(({ result }) => `${result.service}: ${firstLine(result.reason)}`));
    return commitPlan(request, planned, attributionOf(context.env, by));
  };
  if (context.dryRun) {
    const refs = await git.fetch(request.branch);
    await planner(await git.tree(refs.get(request.branch) ?? request.branch), refs);
    return outcome(planned.map(wouldBe), undefined);
  }
  const commit =
    request.propose === ""
      ? (await git.pushReplanned(request.branch, planner)).commit
      : await proposed(git, request, planner);
  return outcome(planned, commit);
}

function requireSense({ lift, reason, until }: HoldRequest, now: Date): void {
  const findings: string[] = [];
  if (!lift && reason === undefined) {
    findings.push('hold: input "reason" is missing.\n  Give the reason of the hold.');
  }
  if (lift && until !== undefined) {
    findings.push("hold: lift and until are both given.\n  Lifting ends a hold at once; give one of them.");
  }
  if (until !== undefined && "time" in until && until.time <= now) {
    findings.push("hold: until is in the past.\n  Give a future time.");
  }
  if (findings.length > 0) throw new BadRequest(findings);
}

function commitPlan(
  { environment, lift, reason }: HoldRequest,
  planned: readonly Planned[],
  provenance: Attribution,
): CommitPlan | undefined {
  const changes = planned.flatMap(({ change }) => change ?? []);
  const [first] = planned.flatMap((each) => each.hold ?? []);
  if (first === undefined) return undefined;
  const what = changes.length === 1 ? `${first.service} ${first.version}` : `${changes.length} releases`;
  const message = [
    `${lift ? "lift" : "hold"}(${environment}): ${what}`,
    "",
    ...changes.map(({ path }) => `Slipway-Hold: ${path}`),
    ...(reason === undefined ? [] : [`Slipway-Reason: ${oneLine(reason)}`]),
    ...attributionTrailers(provenance, "hold"),
    "",
  ].join("\n");
  return { message, changes };
}

/**
 * Pushes to a separate branch, for review by owners; an existing branch is replaced only if it did not move
 * meanwhile.
 */
async function proposed(git: Git, request: HoldRequest, planner: Planner): Promise<string | undefined> {
  const { branch, propose } = request;
  const refs = await git.fetch(branch, propose);
  const tip = refs.get(branch);
  if (tip === undefined) throw new UserError(`branch ${branch}: not on the remote.\n  Give the right one.`);
  const plan = await planner(await git.tree(tip), refs);
  if (plan === undefined) return undefined;
  const commit = await git.commit(tip, plan);
  const [result] = await git.push([{ ref: propose, to: commit, expect: refs.get(propose) ?? null }]);
  if (result?.status === "pushed" || result?.status === "unchanged") return commit;
  throw new UserError(
    `branch ${propose}: not pushed: ${result?.reason ?? "no answer"}.\n  Run this again, or name another branch.`,
  );
}

function outcome(planned: readonly Planned[], commit: string | undefined): Outcome {
  const paths = planned.flatMap(({ change }) => change?.path ?? []);
  return {
    outputs: { commit: commit ?? "", holds: JSON.stringify(commit === undefined ? [] : paths) },
    results: planned.map(({ result }) => result),
  };
}

function wouldBe({ result }: Planned): Planned {
  if (result.status !== "done") return { result };
  return { result: { ...result, status: "nothing", reason: `would be done: ${result.reason}` } };
}
