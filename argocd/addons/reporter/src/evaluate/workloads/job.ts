import type { Job } from "../objects.ts";
import { degraded, releaseIdOf, running, type Verdict, type Workload } from "./workload.ts";

/** Jobs that are workloads: not hooks of Argo CD, and not runs of a CronJob. */
export function isOwnJob({ metadata }: Job): boolean {
  const { annotations = {}, ownerReferences = [] } = metadata;
  const isHook = HOOKS.some((key) => annotations[key] !== undefined);
  return !isHook && ownerReferences.length === 0;
}

/** Annotations that make an object part of a sync, not of the application. */
export const HOOKS = ["argocd.argoproj.io/hook", "helm.sh/hook"] as const;

export function seeJob(job: Job): Workload {
  const releaseId = releaseIdOf(job.spec?.template);
  const verdict = verdictOf(job) ?? running("it has not ended yet");
  return {
    kind: "Job",
    name: job.metadata.name ?? "",
    template: job.spec?.template,
    releaseId,
    stableReleaseId: verdict.state === "healthy" ? releaseId : null,
    step: null,
    observedGeneration: job.metadata.generation ?? 0,
    verdict,
  };
}

/** Undefined while it has not ended. */
export function verdictOf({ metadata, status }: Job): Verdict | undefined {
  const ended = (status?.conditions ?? []).find(
    (one) => one.status === "True" && (one.type === "Complete" || one.type === "Failed"),
  );
  if (ended === undefined) return undefined;
  if (ended.type === "Complete") return { state: "healthy", message: `${metadata.name} succeeded` };
  return degraded(`${metadata.name} failed${ended.message ? `: ${ended.message}` : ""}`);
}
