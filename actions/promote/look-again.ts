/**
 * What people merged into environments that they review, looked at again after the merge, as the bot's own merges are. It is judged
 * by what was known when they merged, never by what came later: by the gates as of that moment, because a check may be older than
 * what closed one, and by the check itself, because only the run that set it had asked for signatures and approvals.
 */
import { factsAsOf } from "@slipway/lib/app/promotions/as-of.ts";
import { bypassesOn } from "@slipway/lib/app/promotions/bypass.ts";
import { type Check, GATES_CONTEXT } from "@slipway/lib/app/promotions/check.ts";
import type { Result } from "@slipway/lib/app/report/report.ts";
import type { GateName } from "@slipway/lib/domain/gates/gate.ts";
import { closedForCandidate } from "@slipway/lib/domain/promotions/closed-in-git.ts";
import type { Bypass } from "@slipway/lib/domain/promotions/decision.ts";
import type { Facts } from "@slipway/lib/domain/promotions/facts.ts";
import type { CommitStatus } from "@slipway/lib/io/forge/forge.ts";
import { ownCommits } from "@slipway/lib/io/forge/own-commits.ts";
import { type Merged, recentMerges } from "./landings.ts";
import type { MergeDeps } from "./merge.ts";
import type { Snapshot } from "./read.ts";
import { revert, type Violation } from "./revert.ts";

/** Set on the merge once it was looked at. */
const AFTER_CONTEXT = "slipway/after-merge";

export async function lookAgain(deps: MergeDeps, snapshot: Snapshot): Promise<readonly Result[]> {
  const landings = await recentMerges(deps, snapshot);
  const results: Result[] = [];
  for (const [commit, together] of Map.groupBy(landings, (landing) => landing.commit)) {
    if (await wasEvaluated(deps, commit)) continue;
    const found = await Promise.all(together.map((landing) => violationOf(deps, snapshot, landing)));
    const violations = found.flatMap((each) => each ?? []);
    const [first] = violations;
    if (first !== undefined) {
      const reason = await revert(deps, together[0]?.before ?? "", violations);
      for (const { environment, service } of violations)
        results.push({ environment, service, status: "failed", reason });
    }
    const said: Check =
      first === undefined
        ? { state: "success", description: "every gate was open when it was merged" }
        : { state: "failure", description: `reverted: ${first.service}: ${first.reason}` };
    await deps.forge.commitStatus(commit, { context: AFTER_CONTEXT, ...said });
  }
  return results;
}

async function wasEvaluated({ forge }: MergeDeps, commit: string): Promise<boolean> {
  const said = (await forge.statuses(commit)).find(({ context }) => context === AFTER_CONTEXT);
  return said !== undefined && said.by === (await forge.account());
}

async function violationOf(
  { git, forge }: MergeDeps,
  { refs }: Snapshot,
  landing: Merged,
): Promise<Violation | undefined> {
  const { target, service, old, pull, before } = landing;
  const statuses = await forge.statuses(pull.headSha);
  const past = { git, refs, tip: before, at: pull.mergedAt, isOwn: ownCommits(forge) };
  const { facts, isOrderKnown } = await factsAsOf(past);
  const own = facts.find((each) => each.environment === target.name && each.service === service);
  const given = (await bypassesOn(forge, statuses))(service);
  const reason =
    (own && closedThen(own, landing, given, isOrderKnown)) ??
    notGreen(statuses, await forge.account(), pull.mergedAt);
  return reason === undefined
    ? undefined
    : { environment: target.name, service, old, new: landing.new, reason };
}

/** They rest on what clusters report. */
const REPORTED: readonly GateName[] = ["analysis", "health", "soak"];

/**
 * The gate that git says was closed, with its reason. A newer release that could move by then is no fault of this one.
 * @param isOrderKnown whether every report is known to have come before the merge, or after it
 */
function closedThen(
  facts: Facts,
  landing: Merged,
  given: readonly Bypass[],
  isOrderKnown: boolean,
): string | undefined {
  const { live, past, reading } = facts;
  const candidates = typeof live === "object" ? [live, ...past] : past;
  const candidate = candidates.find(({ release }) => release.id === landing.new.id);
  if (candidate === undefined) return undefined;
  const isUnknown = !isOrderKnown || (!reading.fresh && reading.unreadable?.length !== 0);
  const closed = closedForCandidate(facts, candidate, given).find(
    ({ gate }) => !(isUnknown && REPORTED.includes(gate)),
  );
  return closed && `${closed.gate}: ${closed.reason}`;
}

/** A description, unless the bot's last word before the merge was that it may; what was said after it hides what stood there. */
function notGreen(statuses: readonly CommitStatus[], account: string, mergedAt: Date): string | undefined {
  const check = statuses.find(({ context }) => context === GATES_CONTEXT);
  if (check === undefined || check.by !== account) return `${GATES_CONTEXT} was not set by slipway`;
  const isLater = check.at !== undefined && new Date(check.at) > mergedAt;
  return isLater || check.state === "success"
    ? undefined
    : `${GATES_CONTEXT} was ${check.state} when it was merged: ${check.description}`;
}
