/**
 * Converts a cluster's objects to evidence. Pure: the same objects, past and time give the same result.
 * Without proof the state is `running`, never `healthy`.
 */
import type { Cause, Evidence, State } from "@slipway/lib/domain/evidence/evidence.ts";
import { plainError } from "@slipway/lib/domain/evidence/measurements.ts";
import { pausedWords, syncVerdict, withoutWorkload } from "./application.ts";
import type {
  AnalysisRun,
  Application,
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  PodTemplate,
  ReplicaSet,
  Rollout,
  StatefulSet,
} from "./objects.ts";
import { seeCronJob } from "./workloads/cron-job.ts";
import { seeDaemonSet } from "./workloads/daemon-set.ts";
import { seeDeployment } from "./workloads/deployment.ts";
import { isOwnJob, seeJob } from "./workloads/job.ts";
import { seeRollout } from "./workloads/rollout.ts";
import { seeStatefulSet } from "./workloads/stateful-set.ts";
import { podWords, type Workload, withoutRelease } from "./workloads/workload.ts";

/** The objects that run the pods of one service. */
export interface ServiceObjects {
  readonly rollouts: readonly Rollout[];
  readonly deployments: readonly Deployment[];
  readonly statefulSets: readonly StatefulSet[];
  readonly daemonSets: readonly DaemonSet[];
  readonly cronJobs: readonly CronJob[];
  /** Those of CronJobs are in {@link Facts.allJobs}. */
  readonly jobs: readonly Job[];
}

export interface Facts extends ServiceObjects {
  readonly service: string;
  readonly environment: string;
  readonly cluster: string;
  /** Of the whole namespace; those of other workloads are ignored here. */
  readonly replicaSets: readonly ReplicaSet[];
  readonly analysisRuns: readonly AnalysisRun[];
  /** Of the whole namespace, like the ReplicaSets. */
  readonly allJobs: readonly Job[];
  readonly application: Application | undefined;
  /** The last conclusion about this service. */
  readonly previous: Evidence | undefined;
  /** {@link Conclusion.enough} at that time. */
  readonly enough?: Enough;
}

/**
 * Number of pods that were requested and available when the service was last healthy; by kind and name of the
 * workload.
 */
export type Enough = ReadonlyMap<string, number>;

export interface Conclusion {
  readonly evidence: Evidence;
  readonly enough: Enough;
}

const MESSAGE_LENGTH = 500;

export function evaluate(facts: Facts, now: Date): Conclusion {
  const workloads = workloadsOf(facts);
  const [main] = workloads;
  const release = main?.releaseId ?? null;
  const verdict = judge(facts, workloads);
  const { previous } = facts;
  const paused = pausedWords(facts.application)?.slice(0, MESSAGE_LENGTH);
  const revision = facts.application?.status?.history?.at(-1)?.revision;
  const isSame = previous?.releaseId === release && previous.state === verdict.state;
  // A time written while a clock was ahead is not kept.
  const continues = isSame && Date.parse(previous.since) <= now.getTime();
  const evidence: Evidence = {
    schema: 1,
    service: facts.service,
    environment: facts.environment,
    cluster: facts.cluster,
    releaseId: release,
    ...imageOf(main?.template, facts.service),
    revision: revision !== undefined && /^[0-9a-f]{40}$/.test(revision) ? revision : null,
    state: verdict.state,
    cause: verdict.cause ?? null,
    since: continues ? previous.since : now.toISOString(),
    step: main?.step ?? null,
    stable: { releaseId: main?.stableReleaseId ?? null },
    observedGeneration: main?.observedGeneration ?? 0,
    ...(paused === undefined ? {} : { paused }),
    message: plainError(verdict.message).slice(0, MESSAGE_LENGTH),
  };
  return { evidence, enough: verdict.state === "healthy" ? enoughFor(workloads, facts.enough) : new Map() };
}

/** The service's own workload first: the one with its name, otherwise one with a release id. */
function workloadsOf(facts: Facts): readonly Workload[] {
  const workloads = [
    ...facts.rollouts.map((rollout) => seeRollout(rollout, facts)),
    ...facts.deployments.map((deployment) => seeDeployment(deployment, facts.replicaSets)),
    ...facts.statefulSets.map(seeStatefulSet),
    ...facts.daemonSets.map(seeDaemonSet),
    ...facts.cronJobs.map((cronJob) => seeCronJob(cronJob, facts.allJobs)),
    ...facts.jobs.filter(isOwnJob).map(seeJob),
  ];
  const isMain = [
    ({ name }: Workload) => name === facts.service,
    ({ releaseId }: Workload) => releaseId !== null,
  ];
  const main = isMain.map((rule) => workloads.find(rule)).find((found) => found !== undefined);
  return main === undefined ? workloads : [main, ...workloads.filter((one) => one !== main)];
}

interface Judgement {
  readonly state: State;
  readonly cause?: Cause;
  readonly message: string;
}

const SEVERITY: Readonly<Record<State, number>> = { healthy: 0, running: 1, degraded: 2, aborted: 3 };

/** The state of the worst workload, then Argo CD's; healthy only if all are healthy. */
function judge(facts: Facts, workloads: readonly Workload[]): Judgement {
  const [main, ...others] = workloads;
  if (main === undefined) return withoutWorkload(facts.application);
  if (main.releaseId === null) return withoutRelease;
  const judgements = [
    judgeWorkload(main, main, facts),
    ...others.map((other) => {
      const judgement = judgeWorkload(other, main, facts);
      return { ...judgement, message: `${other.kind} ${other.name}: ${judgement.message}` };
    }),
  ];
  const [worst] = judgements.toSorted((one, other) => SEVERITY[other.state] - SEVERITY[one.state]);
  if (worst === undefined || worst.state !== "healthy") return worst ?? withoutWorkload(facts.application);
  return syncVerdict(facts.application) ?? worst;
}

function judgeWorkload(workload: Workload, main: Workload, facts: Facts): Judgement {
  const { state, message, pods, ...rest } = workload.verdict;
  // A workload without a release id only needs its pods.
  if (workload.releaseId !== null && workload.releaseId !== main.releaseId) {
    return { state: "running", message: "it runs another release" };
  }
  if (state !== "short") return { state, message, ...rest };
  const { previous } = facts;
  const isSame = previous !== undefined && previous.releaseId === main.releaseId;
  const before = facts.enough?.get(keyOf(workload)) ?? Number.POSITIVE_INFINITY;
  if (isSame && previous.state === "healthy" && pods !== undefined && pods.available >= before) {
    // More pods were requested, and none was lost: the autoscaler must not restart soak.
    return { state: "healthy", message: `${podWords(pods)}, growing from ${before}` };
  }
  // A release that was healthy here cannot be rolling out again: missing pods were lost.
  const wasHealthy = isSame && /^(healthy|degraded)$/.test(previous.state);
  return { state: wasHealthy ? "degraded" : "running", message };
}

function enoughFor(workloads: readonly Workload[], before: Enough | undefined): Enough {
  const enough = new Map<string, number>();
  for (const workload of workloads) {
    const { state, pods } = workload.verdict;
    const wanted = state === "healthy" ? pods?.wanted : before?.get(keyOf(workload));
    if (wanted !== undefined) enough.set(keyOf(workload), wanted);
  }
  return enough;
}

function keyOf({ kind, name }: Workload): string {
  return `${kind}/${name}`;
}

/** From `registry/bank/product:0.1.0@sha256:…`. */
function imageOf(template: PodTemplate | undefined, service: string) {
  const containers = template?.spec?.containers ?? [];
  const own = containers.find(({ name }) => name === service) ?? containers[0];
  const [, version, digest] = /(?::([\w][\w.-]*))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(own?.image ?? "") ?? [];
  return { digest: digest ?? null, version: version ?? null };
}
