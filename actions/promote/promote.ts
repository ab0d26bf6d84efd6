import { trustOf } from "../lib/cosign/trust.ts";
import { connectForge } from "../lib/forge/connect.ts";
import { openGit } from "../lib/git/git.ts";
import type { Context, Outcome } from "../lib/report/report.ts";
import { type Applied, apply } from "./apply.ts";
import { prepare, type Step } from "./prepare.ts";
import { readSnapshot } from "./read.ts";
import type { PromoteRequest } from "./request.ts";
import { sayWhetherVerified, signatureGate } from "./signature.ts";

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
    const steps = await prepare(git, snapshot, gate);
    context.report.plan(steps.map(describe));
    if (round === 1) sayWhetherVerified(trust, context.report);
    if (context.dryRun) return planned(steps);
    const applied = await apply({ git, forge, tip: snapshot.tip, branch: request.branch }, steps);
    if (!applied.lostRace || round === ROUNDS) return outcome(applied);
    context.report.info("Another run moved a promotion branch: reading and planning again.");
  }
}

function outcome({ pulls, results }: Applied): Outcome {
  return { outputs: { pulls: JSON.stringify(pulls) }, results };
}

function planned(steps: readonly Step[]): Outcome {
  const results = steps.map((step) => {
    const { environment, service } = step.read.facts;
    const status = "status" in step ? step.status : "nothing";
    return { environment, service, status, reason: describe(step) };
  });
  return { outputs: { pulls: "[]" }, results };
}

function describe(step: Step): string {
  const { environment, service } = step.read.facts;
  const where = `${environment}/${service}`;
  switch (step.kind) {
    case "push":
    case "keep": {
      const versions = `${step.promotion.old?.version ?? "none"} → ${step.promotion.new.version}`;
      return `${where}: promote ${versions}${step.kind === "keep" ? ", the branch is up to date" : ""}`;
    }
    case "close":
      return `${where}: ${step.status}, close what is open: ${step.reason}`;
    case "leave":
      return `${where}: ${step.status}: ${step.reason}`;
  }
}
