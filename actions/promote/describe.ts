/** The plan as text, one line a service. */
import { versions } from "./message.ts";
import { isMove, type Verdict } from "./prepare.ts";
import { STATUS } from "./status.ts";
import type { Step } from "./steps.ts";

export function describe(step: Step): readonly string[] {
  return step.group.verdicts.map((verdict) => {
    const { environment, service } = verdict.read.facts;
    return `${environment}/${service}: ${sentence(step, verdict)}`;
  });
}

export function sentence(step: Step, verdict: Verdict): string {
  if (step.kind === "foreign") return `refused: ${step.reason}`;
  if (isMove(verdict)) {
    return `promote ${versions(verdict.decision)}${step.kind === "keep" ? ", the branch is up to date" : ""}`;
  }
  const closes = step.kind === "close" ? ", close what is open" : "";
  return `${STATUS[verdict.decision.kind]}${closes}: ${verdict.decision.reason}`;
}
