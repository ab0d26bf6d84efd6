import type { CronJob, Job } from "../objects.ts";
import { verdictOf } from "./job.ts";
import { releaseIdOf, running, type Verdict, type Workload } from "./workload.ts";

/** A CronJob has the state of its release's last completed run; before that its state is unknown. */
export function seeCronJob(cronJob: CronJob, jobs: readonly Job[]): Workload {
  const template = cronJob.spec?.jobTemplate?.spec?.template;
  const releaseId = releaseIdOf(template);
  const verdict = judge(cronJob, jobs, releaseId);
  return {
    kind: "CronJob",
    name: cronJob.metadata.name ?? "",
    template,
    releaseId,
    stableReleaseId: verdict.state === "healthy" ? releaseId : null,
    step: null,
    observedGeneration: cronJob.metadata.generation ?? 0,
    verdict,
  };
}

function judge({ metadata, spec }: CronJob, jobs: readonly Job[], releaseId: string | null): Verdict {
  const runs = jobs
    .filter((job) => job.metadata.ownerReferences?.some(({ uid }) => uid === metadata.uid) === true)
    .filter((job) => releaseIdOf(job.spec?.template) === releaseId)
    .toSorted((one, other) => startOf(other) - startOf(one));
  const [last] = runs.flatMap((job) => verdictOf(job) ?? []);
  if (last !== undefined) return last;
  if (spec?.suspend === true) return running("suspended, and no run of this release has ended");
  return running("no run of this release has ended yet");
}

function startOf({ metadata }: Job): number {
  return new Date(metadata.creationTimestamp ?? 0).getTime();
}
