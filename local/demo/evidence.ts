import { type Evidence, parseEvidence } from "@slipway/lib/domain/evidence/document.ts";
import { git } from "../forge/git.ts";
import { waitFor } from "../wait/wait.ts";
import { type Delivery, describe } from "./delivery.ts";

const REPORTS = 15;

/**
 * The cluster's last reports about a service, newest first. One report is not enough: an abort is rolled back
 * within seconds, and then its report is no longer the last one.
 */
export async function evidenceOf(
  delivery: Delivery,
  environment: string,
  service: string,
): Promise<readonly Evidence[]> {
  await delivery.pull();
  const file = `${service}.json`;
  const log = ["log", "--format=%H", `--max-count=${REPORTS}`, `origin/evidence/${environment}/main`];
  const commits = (await git(delivery.folder, [...log, "--", file])).split("\n").filter(Boolean);
  const texts = await Promise.all(
    commits.map((commit) => git(delivery.folder, ["show", `${commit}:${file}`]).catch(() => undefined)),
  );
  return texts.flatMap((text, index) =>
    text === undefined ? [] : [parseEvidence(text, `${commits[index]}:${file}`)],
  );
}

/** Waits until the canary of a release was aborted, even if it was rolled back before the check. */
export function aborted(delivery: Delivery, environment: string, service: string, id: string): Promise<void> {
  return waitFor(
    async () => {
      const rollout = await delivery.cluster.rollout(environment, service);
      if (rollout?.releaseId === id)
        return rollout.aborted ? { value: undefined } : { seen: describe(rollout) };
      const reports = await evidenceOf(delivery, environment, service);
      const isTold = reports.some(({ state, releaseId }) => state === "aborted" && releaseId === id);
      return isTold ? { value: undefined } : { seen: describe(rollout) };
    },
    { what: `the canary of ${service} in ${environment} to be aborted` },
  );
}
