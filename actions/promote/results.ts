/** One result a service, from what was decided about it and what became of its pull request. */
import type { Result } from "@slipway/lib/app/report/report.ts";
import type { Applied } from "./apply.ts";
import { closedGates } from "./checks.ts";
import { versions } from "./message.ts";
import { isMove, type Move, type Verdict } from "./prepare.ts";
import { STATUS } from "./status.ts";

export function resultsOf(applied: Applied): readonly Result[] {
  return applied.step.group.verdicts.map((verdict) => resultOf(verdict, applied));
}

function resultOf(verdict: Verdict, { step, pull, effect }: Applied): Result {
  const { environment, service } = verdict.read.facts;
  const result = (status: Result["status"], reason: string): Result => ({
    environment,
    service,
    status,
    reason,
  });
  // A verdict is reported as it is; what went wrong with the pull request is reported where it would have moved.
  if (!isMove(verdict)) {
    const status = STATUS[verdict.decision.kind];
    if (effect.kind === "failed" && step.kind === "close") return result("failed", effect.reason);
    const foreign = step.kind === "foreign" && verdict.decision.kind !== "nothing";
    return result(foreign ? "refused" : status, foreign ? hands(step.reason) : verdict.decision.reason);
  }
  const change = versions(verdict.decision);
  switch (effect.kind) {
    case "opened":
    case "updated":
      return result("done", `${change}: ${effect.kind} ${pull?.url ?? ""}`);
    case "kept":
      return result("nothing", `${change}: ${pull?.url ?? ""} waits for ${waitsFor(verdict)}`);
    case "lost-race":
    case "closed-by-person":
      return result("waiting", effect.reason);
    case "failed":
      return result("failed", effect.reason);
    default:
      return result("refused", step.kind === "foreign" ? hands(step.reason) : change);
  }
}

function hands(reason: string): string {
  return `${reason}.\n  Move that to a branch of its own and delete this one.`;
}

function waitsFor({ decision, read }: Move): string {
  const [closed] = closedGates(decision);
  if (closed !== undefined) return `${closed.gate}: ${closed.reason}`;
  return read.target.merge === "auto" ? "its merge" : "review";
}
