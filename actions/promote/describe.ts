/** The plan in words, one line a service: all that a dry run says. */
import type { Outcome } from "../lib/report/report.ts";
import { versions } from "./message.ts";
import { isMove, type Verdict } from "./prepare.ts";
import type { Step } from "./steps.ts";

export function describe(step: Step): readonly string[] {
  return step.group.verdicts.map((verdict) => {
    const { environment, service } = verdict.read.facts;
    return `${environment}/${service}: ${sentence(step, verdict)}`;
  });
}

export function planned(steps: readonly Step[]): Outcome {
  const results = steps.flatMap((step) =>
    step.group.verdicts.map((verdict) => ({
      environment: verdict.read.facts.environment,
      service: verdict.read.facts.service,
      status: isMove(verdict) ? ("nothing" as const) : STATUS[verdict.decision.kind],
      reason: sentence(step, verdict),
    })),
  );
  return { outputs: { pulls: "[]" }, results };
}

const STATUS = { wait: "waiting", refuse: "refused", nothing: "nothing" } as const;

function sentence(step: Step, verdict: Verdict): string {
  if (step.kind === "foreign") return `refused: ${step.reason}`;
  if (isMove(verdict)) {
    return `promote ${versions(verdict.decision)}${step.kind === "keep" ? ", the branch is up to date" : ""}`;
  }
  const closes = step.kind === "close" ? ", close what is open" : "";
  return `${STATUS[verdict.decision.kind]}${closes}: ${verdict.decision.reason}`;
}
