/** The result of the canary's analysis of this release in the previous environment. */
import { closed, type GateResult, open } from "./gate.ts";
import type { HealthFacts } from "./health.ts";

export function analysisGate({ from, release, reading, past }: HealthFacts): GateResult {
  if (past !== undefined) return open("analysis", `its canary in ${from} succeeded`);
  if (!reading.fresh) return closed("analysis", reading.reason);
  const { releaseId, state, cause, message } = reading.evidence;
  if (releaseId !== release.id) {
    return closed("analysis", `${from} has not run ${release.version} yet`);
  }
  if (state !== "aborted") return open("analysis", `its canary in ${from} was not aborted`);
  const reason = `${release.version} was aborted in ${from} (${cause}): ${message}`;
  if (cause === "error") return closed("analysis", reason);
  return closed("analysis", `${reason}.\n  Fix it; the next release replaces it.`, { final: true });
}
