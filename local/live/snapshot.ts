/** Converts data of the cluster and Prometheus to the cells of the live board. Pure. */
import { errorsIn, plainError } from "@slipway/lib/domain/evidence/measurements.ts";
import { RELEASE_ID_ANNOTATION } from "@slipway/lib/domain/releases/release.ts";
import {
  type AnalysisRun,
  type Application,
  POD_HASH_LABEL,
  type ReplicaSet,
  type Rollout,
} from "../../argocd/addons/reporter/src/evaluate/objects.ts";
import type { Objects } from "../../argocd/addons/reporter/src/observe.ts";
import type { LiveCell, LiveMetric, LiveReplicaSet } from "./document.ts";
import type { LiveEnvironment } from "./sources.ts";
import { type Traffic, trafficKey } from "./traffic.ts";

type CellWithoutTrace = Omit<LiveCell, "trace">;

/** The cells of one environment by service. */
export function cellsOf(
  environment: LiveEnvironment,
  objects: Objects,
  traffic: Traffic,
): ReadonlyMap<string, CellWithoutTrace> {
  return new Map(
    objects.rollouts.flatMap((rollout) => {
      const service = rollout.metadata.name;
      return service === undefined
        ? []
        : [[service, cellOf(environment, service, rollout, objects, traffic)] as const];
    }),
  );
}

function cellOf(
  { name, namespace }: LiveEnvironment,
  service: string,
  rollout: Rollout,
  { applications, replicaSets, analysisRuns }: Objects,
  traffic: Traffic,
): CellWithoutTrace {
  const { spec, status } = rollout;
  const rate = (hash: string | undefined) => traffic.get(trafficKey(namespace, service, hash ?? "")) ?? 0;
  const [stable, current] = [status?.stableRS, status?.currentPodHash];
  const isCanary = current !== undefined && current !== stable;
  const all = rate(stable) + (isCanary ? rate(current) : 0);
  const count = spec?.strategy?.canary?.steps?.length ?? 0;
  const index = status?.currentStepIndex;
  return {
    environment: name,
    version: versionOf(spec?.template),
    releaseId: spec?.template?.metadata?.annotations?.[RELEASE_ID_ANNOTATION] ?? "",
    application: applicationOf(applications.find((one) => one.metadata.name === `${name}-${service}`)),
    phase: status?.phase ?? "Unknown",
    message: plainError(status?.message ?? ""),
    step: isCanary && index !== undefined && index < count ? { index, count } : null,
    wantedWeight: isCanary ? (status?.canary?.weights?.canary?.weight ?? weightAt(rollout)) : 0,
    actualWeight: all > 0 ? (isCanary ? (rate(current) / all) * 100 : 0) : null,
    requestsPerSecond: traffic.size === 0 ? null : all,
    replicaSets: replicaSets
      .filter((one) => isOwnedBy(one, rollout))
      .flatMap((one) => replicaSetOf(one, stable, current)),
    metrics: metricsOf(analysisRuns.filter((run) => isOwnedBy(run, rollout) && hashOf(run) === current)),
  };
}

/**
 * Without a traffic router, Rollouts reports no weight: then it is that of the last setWeight before the
 * current step.
 */
function weightAt({ spec, status }: Rollout): number {
  const steps = spec?.strategy?.canary?.steps ?? [];
  const done = steps.slice(0, (status?.currentStepIndex ?? 0) + 1);
  return done.findLast(({ setWeight }) => setWeight !== undefined)?.setWeight ?? 0;
}

function applicationOf(application: Application | undefined): LiveCell["application"] {
  const status = application?.status;
  if (application === undefined) return null;
  const conditions = (status?.conditions ?? []).map(({ message }) => message ?? "");
  return {
    sync: status?.sync?.status ?? "Unknown",
    health: status?.health?.status ?? "Unknown",
    message: conditions.join("; ") || (status?.health?.message ?? ""),
  };
}

/** ReplicaSets with pods, and the two that receive requests. */
function replicaSetOf(
  set: ReplicaSet,
  stable: string | undefined,
  current: string | undefined,
): readonly LiveReplicaSet[] {
  const hash = set.metadata?.labels?.[POD_HASH_LABEL];
  const availablePods = set.status?.availableReplicas ?? 0;
  const role = hash === stable ? "stable" : hash === current ? "canary" : "old";
  if (role === "old" && availablePods === 0) return [];
  return [
    {
      name: set.metadata?.name ?? "",
      version: versionOf(set.spec?.template),
      role,
      availablePods,
    },
  ];
}

/** The newest run of each name counts; a run of a later step repeats the names. */
function metricsOf(runs: readonly AnalysisRun[]): readonly LiveMetric[] {
  const byTime = runs.toSorted((one, other) => created(one) - created(other));
  const metrics = new Map<string, LiveMetric>();
  for (const run of byTime) {
    for (const { name, phase = "", message = "", measurements = [] } of run.status?.metricResults ?? []) {
      const values = measurements.flatMap(({ value }) => numbersIn(value ?? ""));
      const words = [...(message === "" ? [] : [plainError(message)]), ...errorsIn(measurements)];
      metrics.set(name, { name, phase, message: words.join("; "), values });
    }
  }
  return [...metrics.values()].sort((one, other) => one.name.localeCompare(other.name));
}

const created = ({ metadata }: AnalysisRun): number => new Date(metadata.creationTimestamp ?? 0).getTime();

/** Rollouts writes a Prometheus vector as `[0.25]`. */
const numbersIn = (text: string): readonly number[] =>
  text
    .replaceAll(/[[\]]/g, " ")
    .split(/[\s,]+/)
    .filter((part) => part !== "")
    .map(Number)
    .filter(Number.isFinite);

const hashOf = ({ metadata }: AnalysisRun): string | undefined => metadata.labels?.[POD_HASH_LABEL];

function isOwnedBy({ metadata }: Pick<ReplicaSet, "metadata">, { metadata: { uid } }: Rollout): boolean {
  return metadata?.ownerReferences?.some((owner) => owner.uid === uid) ?? false;
}

/** The tag of the first container's image: pinned images carry tag and digest. */
function versionOf(template: NonNullable<Rollout["spec"]>["template"]): string {
  const image = template?.spec?.containers?.[0]?.image ?? "";
  return /:([^:/@]+)(?:@|$)/.exec(image)?.[1] ?? "?";
}
