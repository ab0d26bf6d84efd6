import { trustOf } from "../lib/cosign/trust.ts";
import { connectForge } from "../lib/forge/connect.ts";
import { openGit } from "../lib/git/git.ts";
import type { Context, Outcome } from "../lib/report/report.ts";
import { type Applied, apply } from "./apply.ts";
import { describe, planned } from "./describe.ts";
import { groupsOf, orphansOf } from "./groups.ts";
import { prepare } from "./prepare.ts";
import { readSnapshot } from "./read.ts";
import type { PromoteRequest } from "./request.ts";
import { resultsOf } from "./results.ts";
import { sayWhetherVerified, signatureGate } from "./signature.ts";
import { stepFor } from "./steps.ts";

/** Rounds of read, plan, apply before another run is left to win. */
const ROUNDS = 3;

/**
 * Level-based: what is open, updated and closed follows from git, evidence and the forge as they are now. Run twice, the
 * second run changes nothing.
 */
export async function promote(request: PromoteRequest, context: Context): Promise<Outcome> {
  const trust = trustOf(request);
  const gate = signatureGate(trust, context.env);
  const forge = connectForge(context.env);
  const git = openGit(context.workspace, {
    identity: { name: request.botName, email: request.botEmail },
    ...(context.env.SLIPWAY_TOKEN === undefined ? {} : { token: context.env.SLIPWAY_TOKEN }),
  });
  for (let round = 1; ; round += 1) {
    const snapshot = await readSnapshot(git, forge, request.branch, context.clock.now());
    const verdicts = await prepare(snapshot, gate);
    const groups = groupsOf(verdicts, snapshot);
    const orphans = orphansOf(groups, snapshot.environments, snapshot);
    const steps = await Promise.all(groups.map((group) => stepFor(git, snapshot.tip, group, context.env)));
    context.report.plan(steps.flatMap(describe));
    if (round === 1) sayWhetherVerified(trust, context.report);
    if (context.dryRun) return planned(steps);
    const deps = { git, forge, tip: snapshot.tip, branch: request.branch, standings: snapshot.standings };
    const applied = await apply(deps, steps, orphans);
    if (round === ROUNDS || !applied.some(({ effect }) => effect.kind === "lost-race"))
      return outcome(applied);
    context.report.info("Another run moved a promotion branch: reading and planning again.");
  }
}

function outcome(applied: readonly Applied[]): Outcome {
  const pulls = applied.flatMap(({ step, pull }) =>
    pull?.state !== "open" || step.kind === "close"
      ? []
      : step.group.verdicts.map(({ read: { facts } }) => ({
          environment: facts.environment,
          service: facts.service,
          number: pull.number,
          url: pull.url,
        })),
  );
  return { outputs: { pulls: JSON.stringify(pulls) }, results: applied.flatMap(resultsOf) };
}
