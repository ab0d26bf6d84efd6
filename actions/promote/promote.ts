import { alsoRenderedAgain } from "@slipway/lib/app/gate-answers/rendered-again.ts";
import { declaresPins } from "@slipway/lib/app/pins/mode.ts";
import { bypassesOf } from "@slipway/lib/app/promotions/bypass.ts";
import { alsoPushed } from "@slipway/lib/app/promotions/pushed.ts";
import type { Context, Outcome, Result } from "@slipway/lib/app/report/report.ts";
import { trustOf } from "@slipway/lib/io/cosign/trust.ts";
import { budget } from "@slipway/lib/io/forge/budget.ts";
import { connectForge } from "@slipway/lib/io/forge/connect.ts";
import { signedCommits } from "@slipway/lib/io/forge/signed-commits.ts";
import { openGit } from "@slipway/lib/io/git/git.ts";
import { limitsOf, retryingFetch } from "@slipway/lib/io/http/retrying-fetch.ts";
import { type Applied, apply } from "./apply.ts";
import { describe } from "./describe.ts";
import { evaluator } from "./evaluate.ts";
import { orphansOf } from "./groups.ts";
import { lookAgain } from "./look-again.ts";
import { isFinal, type Merges, mergeAll, mergeResults } from "./merges.ts";
import { promotePins } from "./pins.ts";
import { planned } from "./planned.ts";
import type { PromoteRequest } from "./request.ts";
import { resultsOf } from "./results.ts";
import { reportVerification, signatureGate } from "./signature.ts";
import { stepFor } from "./steps.ts";

/** Rounds of read, plan, apply before another run is left to win. */
const ROUNDS = 3;

/**
 * Level-based: what is open, updated and closed follows from git, evidence and the forge as they are now. Run twice, the
 * second run changes nothing.
 */
export async function promote(request: PromoteRequest, context: Context): Promise<Outcome> {
  const trust = trustOf(request);
  const outside = signatureGate({ trust, env: context.env, dryRun: context.dryRun });
  const bypasses = bypassesOf(request, context.env);
  const api = budget(retryingFetch(limitsOf(context.env)));
  const forge = connectForge(context.env, api.fetch);
  const publisher = signedCommits(context.env);
  const git = openGit(context.workspace, {
    identity: { name: request.botName, email: request.botEmail },
    publisher,
    sources: { branch: request.branch, token: context.env.SLIPWAY_SOURCE_TOKEN },
    ...(context.env.SLIPWAY_TOKEN === undefined ? {} : { token: context.env.SLIPWAY_TOKEN }),
  });
  const { branch } = request;
  if (await declaresPins(context.workspace)) {
    reportVerification(trust, context.report);
    return await promotePins({ git, branch, gate: outside, bypasses, forge: () => forge }, context);
  }
  const pushed = alsoPushed(outside, { git, forge, branch });
  const gate = request.reRender ? alsoRenderedAgain(pushed, git) : pushed;
  const evaluate = evaluator({ git, forge, branch, clock: context.clock, gate, bypasses });
  const merging = { git, forge, branch, env: context.env, report: context.report, evaluate };
  const settled: Result[] = [];
  let behind: ReadonlySet<string> = new Set();
  for (let round = 1; ; round += 1) {
    const { snapshot, groups } = await evaluate();
    const { tip, environments, standings } = snapshot;
    const steps = await Promise.all(
      groups.map((group) => stepFor(git, tip, group, context.env, behind.has(group.branch))),
    );
    if (round === 1) reportVerification(trust, context.report);
    if (context.dryRun) return planned(steps);
    const violations = round === 1 ? await lookAgain(merging, snapshot) : [];
    settled.push(...violations);
    if (violations.length > 0) continue;
    context.report.plan(steps.flatMap(describe));
    const orphans = orphansOf(groups, environments, snapshot);
    const done = await apply({ git, forge, tip, branch, standings, publisher }, steps, orphans);
    const { applied } = done;
    const { merges, notDeleted } = await mergeAll(merging, applied);
    settled.push(...done.leftOver, ...notDeleted);
    const again = whyAgain(applied, merges);
    if (again.length === 0 || round === ROUNDS) {
      context.report.info(`${api.spent()}.`);
      return outcome(applied, merges, settled);
    }
    for (const [each, merged] of merges) if (isFinal(merged)) settled.push(...mergeResults(each, merged));
    behind = branchesBehind(merges);
    context.report.info(`Planning again: ${again.join("; ")}.`);
  }
}

function whyAgain(applied: readonly Applied[], merges: Merges): readonly string[] {
  return [
    ...applied.flatMap(({ effect }) => (effect.kind === "lost-race" ? [effect.reason] : [])),
    ...[...merges.values()].flatMap((merged) => (merged.kind === "again" ? [merged.reason] : [])),
  ];
}

function branchesBehind(merges: Merges): ReadonlySet<string> {
  return new Set(
    [...merges].flatMap(([{ step }, merged]) =>
      merged.kind === "again" && merged.rebuild ? [step.group.branch] : [],
    ),
  );
}

function outcome(applied: readonly Applied[], merges: Merges, settled: readonly Result[]): Outcome {
  const results = new Map<string, Result>();
  const say = (result: Result) => results.set(`${result.environment}/${result.service}`, result);
  for (const each of applied) {
    const merged = merges.get(each);
    for (const result of resultsOf(each)) say(result);
    for (const result of merged === undefined ? [] : mergeResults(each, merged)) say(result);
  }
  for (const result of settled) say(result);
  return { outputs: { pulls: JSON.stringify(openPulls(applied, merges)) }, results: [...results.values()] };
}

function openPulls(applied: readonly Applied[], merges: Merges) {
  return applied.flatMap((each) => {
    const { step, pull } = each;
    const merged = merges.get(each);
    const isGone = step.kind === "close" || (merged !== undefined && isFinal(merged));
    if (pull?.state !== "open" || isGone) return [];
    return step.group.verdicts.map(({ read: { facts } }) => ({
      environment: facts.environment,
      service: facts.service,
      number: pull.number,
      url: pull.url,
    }));
  });
}
