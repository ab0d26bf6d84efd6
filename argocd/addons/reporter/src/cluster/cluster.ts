import {
  AppsV1Api,
  CustomObjectsApi,
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
} from "@kubernetes/client-node";
import type {
  AnalysisRun,
  Application,
  DaemonSet,
  Deployment,
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

/** Watches what evidence is made of: the Applications once, the rest in each environment's namespace. */
export function watchCluster(options: ClusterOptions): Cluster {
  const { kubeConfig, targets, argocd } = options;
  const custom = kubeConfig.makeApiClient(CustomObjectsApi);
  const apps = kubeConfig.makeApiClient(AppsV1Api);
  const watch = <T>(
    name: string,
    path: string,
    list: () => Promise<KubernetesListObject<KubernetesObject>>,
  ) =>
    watchObjects(kubeConfig, {
      name,
      path,
      list,
      changed: options.changed,
      connected: (isConnected) => options.metrics.connected(name, isConnected),
      log: options.log,
    }) as Watched<unknown> as Watched<T>;
  const argoproj = <T>(plural: string, namespace: string) =>
    watch<T>(
      `${plural} in ${namespace}`,
      `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/${plural}`,
      async () =>
        (await custom.listNamespacedCustomObject({
          group: "argoproj.io",
          version: "v1alpha1",
          namespace,
          plural,
        })) as KubernetesListObject<KubernetesObject>,
    );

  const inApps = <T>(
    plural: string,
    namespace: string,
    list: () => Promise<KubernetesListObject<KubernetesObject>>,
  ) => watch<T>(`${plural} in ${namespace}`, `/apis/apps/v1/namespaces/${namespace}/${plural}`, list);

  const applications = argoproj<Application>("applications", argocd);
  const perNamespace = new Map(
    [...new Set(targets.map(({ namespace }) => namespace))].map((namespace) => [
      namespace,
      {
        rollouts: argoproj<Rollout>("rollouts", namespace),
        analysisRuns: argoproj<AnalysisRun>("analysisruns", namespace),
        replicaSets: inApps<ReplicaSet>("replicasets", namespace, () =>
          apps.listNamespacedReplicaSet({ namespace }),
        ),
        deployments: inApps<Deployment>("deployments", namespace, () =>
          apps.listNamespacedDeployment({ namespace }),
        ),
        statefulSets: inApps<StatefulSet>("statefulsets", namespace, () =>
          apps.listNamespacedStatefulSet({ namespace }),
        ),
        daemonSets: inApps<DaemonSet>("daemonsets", namespace, () =>
          apps.listNamespacedDaemonSet({ namespace }),
        ),
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
