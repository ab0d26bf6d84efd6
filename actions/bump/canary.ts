/** Whether a service must wait because its current release is being judged. */
import type { PreparedRelease } from "@slipway/lib/app/new-releases/prepare.ts";
import type { Environment } from "@slipway/lib/domain/environments/environments.ts";
import type { EvidenceSnapshot } from "@slipway/lib/domain/evidence/evidence.ts";

/**
 * As text, the canary that a new release would interrupt; undefined when there is none. Three kinds of
 * releases do not wait: a release after an aborted one, the release of the stable pods, and any release while
 * no cluster reports. Argo Rollouts then restarts the canary, and nothing unproven leaves the first
 * environment anyway.
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
