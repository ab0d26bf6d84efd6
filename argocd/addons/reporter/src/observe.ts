import type { Evidence } from "../../../../actions/lib/evidence/evidence.ts";
import { evaluate } from "./evaluate/evaluate.ts";
import type { AnalysisRun, Application, ReplicaSet, Rollout } from "./evaluate/objects.ts";

/** An environment as this cluster has it. */
export interface Target {
  readonly environment: string;
  readonly cluster: string;
  readonly namespace: string;
  /** The AppProject of the environment's services. */
  readonly project: string;
}

/** All objects of one environment at one moment. */
export interface Objects {
  readonly applications: readonly Application[];
  readonly rollouts: readonly Rollout[];
  readonly replicaSets: readonly ReplicaSet[];
  readonly analysisRuns: readonly AnalysisRun[];
}

/** Service → evidence, for every service the cluster knows: one with an Application, a Rollout or both. */
export type Observed = ReadonlyMap<string, Evidence>;

export function observe(target: Target, objects: Objects, previous: Observed, now: Date): Observed {
  const rollouts = byService(objects.rollouts, (rollout) => rollout.metadata.name);
  const applications = byService(objects.applications, (application) => serviceOf(application, target));
  const services = [...new Set([...rollouts.keys(), ...applications.keys()])].sort();
  return new Map(
    services.map((service) => [
      service,
      evaluate(
        {
          service,
          environment: target.environment,
          cluster: target.cluster,
          rollout: rollouts.get(service),
          replicaSets: objects.replicaSets,
          analysisRuns: objects.analysisRuns,
          application: applications.get(service),
          previous: previous.get(service),
        },
        now,
      ),
    ]),
  );
}

/** Applications are named `<environment>-<service>`; `<environment>-platform` has no release. */
function serviceOf({ metadata, spec }: Application, { environment, project }: Target): string | undefined {
  const prefix = `${environment}-`;
  if (spec?.project !== project || metadata.name?.startsWith(prefix) !== true) return undefined;
  const service = metadata.name.slice(prefix.length);
  return service === "platform" ? undefined : service;
}

function byService<T>(
  objects: readonly T[],
  service: (object: T) => string | undefined,
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const object of objects) {
    const name = service(object);
    if (name !== undefined) found.set(name, object);
  }
  return found;
}
