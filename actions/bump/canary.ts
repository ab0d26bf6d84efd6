/** Whether a service must be left alone because the release before is being judged. */
import type { PreparedRelease } from "@slipway/lib/app/new-releases/prepare.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import type { EvidenceSnapshot } from "@slipway/lib/domain/evidence/evidence.ts";

/**
 * In words, the canary that a new release would cut short; undefined when there is none. What goes through all the same:
 * a release that follows an aborted one, one that brings back what the stable pods run, and any when no cluster can be
 * heard: Argo Rollouts then starts the canary over, and nothing unproven leaves the first environment anyway.
 */
export async function runningCanary(
  evidence: EvidenceSnapshot,
  environment: Environment,
  { service, release }: PreparedRelease,
  now: Date,
): Promise<string | undefined> {
  const { reports } = await evidence.read(environment, service, now);
  const running = reports.find(
    ({ evidence: { state, step, stable } }) =>
      state === "running" && step !== null && stable.releaseId !== release.id,
  );
  if (running === undefined) return undefined;
  const { version, step } = running.evidence;
  const progress = `step ${step?.index} of ${step?.count}, ${step?.weight} % of the traffic`;
  return `the canary of ${version ?? "another release"} runs in ${running.cluster} (${progress}); the next run looks again`;
}
