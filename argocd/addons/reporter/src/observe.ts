import type { Evidence } from "@slipway/lib/domain/evidence/evidence.ts";
import { type Conclusion, evaluate, type ServiceObjects } from "./evaluate/evaluate.ts";
import {
  type AnalysisRun,
  type Application,
  type Metadata,
  type ReplicaSet,
  TRACKING_ANNOTATION,
} from "./evaluate/objects.ts";

/** An environment in this cluster. */
export interface Target {
  readonly environment: string;
  readonly cluster: string;
  readonly namespace: string;
  /** The AppProject of the environment's services. */
  readonly project: string;
}

/** All objects of one environment at one moment. */
export interface Objects extends ServiceObjects {
  readonly applications: readonly Application[];
  readonly replicaSets: readonly ReplicaSet[];
  readonly analysisRuns: readonly AnalysisRun[];
}

/** Service → evidence, for every service in the cluster: one with an Application, a Rollout or both. */
export type Observed = ReadonlyMap<string, Evidence>;
export type Conclusions = ReadonlyMap<string, Conclusion>;

/** `past`: the last conclusion about each service. */
export function observe(target: Target, objects: Objects, past: Past, now: Date): Conclusions {
  const applications = new Map<string, Application>();
  for (const application of objects.applications) {
    const service = serviceOf(application, target);
    if (service !== undefined) applications.set(service, application);
  }
  const workloads = workloadsByService(target, objects, new Set(applications.keys()));
  return new Map(
    workloads.map(([service, own]) => {
      const { evidence, enough } = past(service) ?? {};
      const { environment, cluster } = target;
      const { replicaSets, analysisRuns } = objects;
      const facts = {
        service,
        environment,
        cluster,
        replicaSets,
        analysisRuns,
        allJobs: objects.jobs,
        ...own,
        application: applications.get(service),
        previous: evidence,
        ...(enough === undefined ? {} : { enough }),
      };
      return [service, evaluate(facts, now)];
    }),
  );
}

export type Past = (service: string) => Partial<Conclusion> | undefined;

/** Applications are named `<environment>-<service>`; `<environment>-platform` has no release. */
function serviceOf({ metadata, spec }: Application, { environment, project }: Target): string | undefined {
  const prefix = `${environment}-`;
  if (spec?.project !== project || metadata.name?.startsWith(prefix) !== true) return undefined;
  const service = metadata.name.slice(prefix.length);
  return service === PLATFORM ? undefined : service;
}

const PLATFORM = "platform";

/**
 * Argo CD annotates each object with the Application that deploys it. Without the annotation a workload
 * belongs to the service with its name. Only a Rollout identifies a service without an Application, because
 * the namespace may contain other Deployments.
 */
function workloadsByService(
  { environment }: Target,
  objects: ServiceObjects,
  known: ReadonlySet<string>,
): readonly (readonly [service: string, ServiceObjects])[] {
  const prefix = `${environment}-`;
  const owner = ({ metadata }: { readonly metadata: Metadata }): string => {
    const tracked = metadata.annotations?.[TRACKING_ANNOTATION]?.split(":", 1)[0];
    return tracked?.startsWith(prefix) === true ? tracked.slice(prefix.length) : (metadata.name ?? "");
  };
  const rollouts = Map.groupBy(objects.rollouts, owner);
  const deployments = Map.groupBy(objects.deployments, owner);
  const statefulSets = Map.groupBy(objects.statefulSets, owner);
  const daemonSets = Map.groupBy(objects.daemonSets, owner);
  const cronJobs = Map.groupBy(objects.cronJobs, owner);
  const jobs = Map.groupBy(objects.jobs, owner);
  const services = [...new Set([...known, ...rollouts.keys()])].filter(
    (service) => service !== PLATFORM && service !== "",
  );
  return services.sort().map((service) => [
    service,
    {
      rollouts: rollouts.get(service) ?? [],
      deployments: deployments.get(service) ?? [],
      statefulSets: statefulSets.get(service) ?? [],
      daemonSets: daemonSets.get(service) ?? [],
      cronJobs: cronJobs.get(service) ?? [],
      jobs: jobs.get(service) ?? [],
    },
  ]);
}
