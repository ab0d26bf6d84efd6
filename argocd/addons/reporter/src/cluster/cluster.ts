import { CustomObjectsApi, type KubeConfig } from "@kubernetes/client-node";
import type {
  AnalysisRun,
  Application,
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  ReplicaSet,
  Rollout,
  StatefulSet,
} from "../evaluate/objects.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Objects, Target } from "../observe.ts";
import type { ClusterView } from "../reporter.ts";
import { type Watched, watchObjects } from "./watch.ts";

export interface ClusterOptions {
  readonly kubeConfig: KubeConfig;
  readonly targets: readonly Target[];
  /** Namespace of Argo CD's Applications. */
  readonly argocd: string;
  readonly changed: () => void;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface Cluster extends ClusterView {
  stop(): Promise<void>;
}

/** An Application can have 100 kB. */
const PAGE = 100;

/** Watches the objects that evidence needs: the Applications once, the rest in each environment's namespace. */
export function watchCluster(options: ClusterOptions): Cluster {
  const { kubeConfig, targets, argocd } = options;
  const api = kubeConfig.makeApiClient(CustomObjectsApi);
  // Any kind by its path, as plain objects: the typed clients would load a class for every kind.
  const watch = <T>(group: string, version: string, plural: string, namespace: string) =>
    watchObjects(kubeConfig, {
      name: `${plural} in ${namespace}`,
      path: `/apis/${group}/${version}/namespaces/${namespace}/${plural}`,
      page: async (next) => {
        const place = { group, version, namespace, plural };
        const position = next === undefined ? {} : { _continue: next };
        return api.listNamespacedCustomObject({ ...place, limit: PAGE, ...position });
      },
      changed: options.changed,
      connected: (isConnected) => options.metrics.connected(`${plural} in ${namespace}`, isConnected),
      log: options.log,
    }) as Watched<unknown> as Watched<T>;
  const argoproj = <T>(plural: string, namespace: string) =>
    watch<T>("argoproj.io", "v1alpha1", plural, namespace);
  const inBatch = <T>(plural: string, namespace: string) => watch<T>("batch", "v1", plural, namespace);
  const inApps = <T>(plural: string, namespace: string) => watch<T>("apps", "v1", plural, namespace);

  const applications = argoproj<Application>("applications", argocd);
  const perNamespace = new Map(
    [...new Set(targets.map(({ namespace }) => namespace))].map((namespace) => [
      namespace,
      {
        rollouts: argoproj<Rollout>("rollouts", namespace),
        analysisRuns: argoproj<AnalysisRun>("analysisruns", namespace),
        replicaSets: inApps<ReplicaSet>("replicasets", namespace),
        deployments: inApps<Deployment>("deployments", namespace),
        statefulSets: inApps<StatefulSet>("statefulsets", namespace),
        daemonSets: inApps<DaemonSet>("daemonsets", namespace),
        cronJobs: inBatch<CronJob>("cronjobs", namespace),
        jobs: inBatch<Job>("jobs", namespace),
      },
    ]),
  );
  const watches = [applications, ...[...perNamespace.values()].flatMap((one) => Object.values(one))];

  return {
    objects({ namespace }) {
      const own = perNamespace.get(namespace);
      const found = {
        applications: applications.objects(),
        rollouts: own?.rollouts.objects(),
        analysisRuns: own?.analysisRuns.objects(),
        replicaSets: own?.replicaSets.objects(),
        deployments: own?.deployments.objects(),
        statefulSets: own?.statefulSets.objects(),
        daemonSets: own?.daemonSets.objects(),
        cronJobs: own?.cronJobs.objects(),
        jobs: own?.jobs.objects(),
      };
      return isListed(found) ? found : undefined;
    },
    fault({ namespace }) {
      const own = perNamespace.get(namespace);
      if (own === undefined) return `namespace ${namespace} is not watched`;
      const all = [applications, ...Object.values(own)];
      return all.map((one) => one.fault()).find((fault) => fault !== undefined);
    },
    stop: async () => {
      await Promise.all(watches.map((one) => one.stop()));
    },
  };
}

type Listed = { readonly [Kind in keyof Objects]: Objects[Kind] | undefined };

function isListed(found: Listed): found is Objects {
  return Object.values(found).every((objects) => objects !== undefined);
}
