/**
 * Promotion where teams keep their files: one pin moves from one environment's file to the next one's. The gates are those of
 * releases. Where the bot may merge, the pin is a commit on the branch; where people review, a pull request.
 */

import type { OutsideGates } from "@slipway/lib/app/gate-answers/outside.ts";
import { type Decided, decidePins } from "@slipway/lib/app/pins/decide.ts";
import { pinChanges } from "@slipway/lib/app/pins/files.ts";
import { pinsOf } from "@slipway/lib/app/pins/mode.ts";
import type { AskedBypasses } from "@slipway/lib/app/promotions/bypass.ts";
import { FACT_REFS } from "@slipway/lib/app/promotions/read.ts";
import { describeError } from "@slipway/lib/app/report/outcome.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { UserError } from "@slipway/lib/domain/errors/user-error.ts";
import { PROMOTION_REFS } from "@slipway/lib/domain/promotions/branches.ts";
import type { Promotion } from "@slipway/lib/domain/promotions/decision.ts";
import type { CommitPlan, Git, Planner, RefName, Tree } from "@slipway/lib/io/git/git.ts";
import { message, versions } from "./message.ts";
import { type PinForge, proposals } from "./pin-pulls.ts";
import { STATUS } from "./status.ts";

interface Deps {
  readonly git: Git;
  readonly branch: string;
  readonly gate: OutsideGates;
  readonly bypasses: AskedBypasses;
  /** Asked only where people review; absent where no forge is known. */
  readonly forge: () => PinForge;
}

interface Round {
  readonly tip: Tree;
  readonly refs: ReadonlyMap<RefName, string>;
  readonly decided: readonly Decided[];
}

/** Plans on the tip, pushes, and plans again when another push wins: what lands was decided on exactly what is there. */
export async function promotePins(deps: Deps, context: Context): Promise<Outcome> {
  const { git, branch } = deps;
  await git.unshallow();
  let round: Round | undefined;
  const plan: Planner = async (tip, refs) => {
    const now = context.clock.now();
    const asked = { pins: await pinsOf(tip), bypasses: deps.bypasses, gate: deps.gate };
    const decided = await decidePins({ git, tip, refs, now }, asked);
    round = { tip, refs, decided };
    context.report.plan(decided.map(line));
    return commitOf(tip, decided.filter(isPushed), context.env);
  };
  const alsoFetch = [...FACT_REFS, PROMOTION_REFS];
  if (context.dryRun) {
    const refs = await git.fetch(branch, ...alsoFetch);
    await plan(await git.tree(refs.get(branch) ?? branch), refs);
    return outcome(round, [], true);
  }
  await git.pushReplanned(branch, plan, { alsoFetch });
  const reviewed = await reviewAll(deps, round, context);
  return outcome(round, reviewed, false);
}

/** What asks for approvals has them asked where people can give them. */
function isReviewed({ environment }: Decided): boolean {
  return environment.merge === "review" || environment.gates.approvals > 0;
}

function isPushed(each: Decided): boolean {
  return each.decision.kind === "promote" && !isReviewed(each);
}

async function commitOf(
  tip: Tree,
  moving: readonly Decided[],
  env: NodeJS.ProcessEnv,
): Promise<CommitPlan | undefined> {
  const promotions = moving.flatMap(({ decision }) => (decision.kind === "promote" ? [decision] : []));
  if (promotions.length === 0) return undefined;
  return { message: message(promotions, env), changes: await pinChanges(tip, moving.flatMap(newPin)) };
}

function newPin({ place, decision }: Decided) {
  if (decision.kind !== "promote") return [];
  const { version, image } = decision.new;
  return [{ place, tag: version, digest: image.digest }];
}

async function reviewAll(
  { git, branch, forge }: Deps,
  round: Round | undefined,
  { env }: Context,
): Promise<readonly Result[]> {
  const reviewed = round?.decided.filter(isReviewed) ?? [];
  if (round === undefined || reviewed.length === 0) return [];
  const propose = proposals({ git, tip: round.tip, refs: round.refs, branch, forge: forge() });
  const results: Result[] = [];
  for (const each of reviewed) {
    const { environment, service, decision } = each;
    const about = { environment: environment.name, service };
    try {
      const plan = await commitOf(round.tip, [each], env);
      const promotion = decision.kind === "promote" ? decision : undefined;
      results.push({ ...about, ...(await propose(each, promotion, plan)) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      results.push({ ...about, status: "failed", reason: describeError(error) });
    }
  }
  return results;
}

function line(each: Decided): string {
  const { environment, service, decision } = each;
  const what =
    decision.kind === "promote"
      ? `promote ${versions(decision)}${isReviewed(each) ? ", by pull request" : ""}`
      : `${STATUS[decision.kind]}: ${decision.reason}`;
  return `${environment.name}/${service}: ${what}`;
}

function outcome(round: Round | undefined, reviewed: readonly Result[], isDryRun: boolean): Outcome {
  const results = (round?.decided ?? []).map((each): Result => {
    const { environment, service, decision } = each;
    const about = { environment: environment.name, service };
    const answer = reviewed.find((one) => one.environment === environment.name && one.service === service);
    if (answer !== undefined) return answer;
    if (decision.kind !== "promote") {
      return { ...about, status: STATUS[decision.kind], reason: decision.reason };
    }
    return isDryRun
      ? { ...about, status: "nothing", reason: `would promote ${versions(decision)}` }
      : { ...about, status: "done", reason: `promoted ${versions(decision)}${notJudged(decision)}` };
  });
  const pulls = reviewed
    .filter(({ status }) => status === "done")
    .map(({ environment, service }) => ({ environment, service }));
  return { outputs: { pulls: JSON.stringify(pulls) }, results };
}

/** Never in silence: what no cluster reported was not looked at. */
function notJudged({ gates }: Promotion): string {
  const health = gates.find(({ gate }) => gate === "health");
  return health?.open === true && health.detail.startsWith("not judged") ? `; health ${health.detail}` : "";
}
