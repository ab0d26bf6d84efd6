/** What freezes mean for an environment now and within a week, in the words of the gate that keeps them. Pure. */
import type { Environment } from "../../domain/environments/environments.ts";
import { freezeGate } from "../../domain/gates/freeze.ts";
import type { BoardEnvironment } from "./document.ts";

const WEEK_SECONDS = 7 * 86_400;

export function freezeOf(
  { freezes, longestRolloutSeconds }: Pick<Environment, "freezes" | "longestRolloutSeconds">,
  now: Date,
): BoardEnvironment["freeze"] {
  if (freezes.length === 0) return null;
  const looks = [
    ["active", 0],
    ["closing", longestRolloutSeconds],
    ["coming", Math.max(WEEK_SECONDS, longestRolloutSeconds)],
  ] as const;
  for (const [state, ahead] of looks) {
    const answer = freezeGate({ freezes, longestRolloutSeconds: ahead, now });
    if (answer.open) continue;
    // What a rollout may take is irrelevant when one looks a week ahead.
    const words = answer.reason.replace(/, and a rollout may take .*$/s, "");
    return { state, words, until: answer.until?.toISOString() ?? null };
  }
  return null;
}
