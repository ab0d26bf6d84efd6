import type {
  AnalysisRun,
  Application,
  ReplicaSet,
  Rollout,
} from "../../argocd/addons/reporter/src/evaluate/objects.ts";
import { POD_HASH_LABEL } from "../../argocd/addons/reporter/src/evaluate/objects.ts";
import type { Objects, Target } from "../../argocd/addons/reporter/src/observe.ts";
import type { Pod } from "./pod.ts";
import type { EmbeddedRollout } from "./rollout.ts";

/** A rollout with the commit it was last applied from. */
export interface Deployed {
  readonly rollout: EmbeddedRollout;
  readonly revision: string;
}

/**
 * The objects that the reporter would watch in a cluster, for the services of one environment: one process
 * counts as one pod.
 */
export function objectsOf(
  { environment, namespace, project }: Target,
  deployed: readonly Deployed[],
): Objects {
  return {
    rollouts: deployed.map(({ rollout }) => rolloutObject(rollout)),
    replicaSets: deployed.flatMap(({ rollout }) =>
      [rollout.stable, rollout.canary].flatMap((pod) =>
        pod === undefined ? [] : [replicaSet(rollout, pod)],
      ),
    ),
    analysisRuns: deployed.flatMap(({ rollout }) => analysisRuns(rollout)),
    applications: deployed.map((one) => application(one, environment, project)),
    deployments: [],
    statefulSets: [],
    daemonSets: [],
    cronJobs: [],
    jobs: [],
  };

  function application({ rollout, revision }: Deployed, prefix: string, of: string): Application {
    return {
      metadata: { name: `${prefix}-${rollout.wanted.service}`, namespace: "argocd" },
      spec: { project: of, syncPolicy: { automated: {} } },
      status: {
        sync: { status: "Synced", revision },
        health: { status: rollout.phase },
        history: [{ revision }],
      },
    };
  }

  function rolloutObject(rollout: EmbeddedRollout): Rollout {
    const { wanted, stable, generation } = rollout;
    const pods = [stable, rollout.canary].filter((pod) => pod !== undefined);
    const ofWanted = pods.filter((pod) => pod.wanted.hash === wanted.hash).length;
    return {
      metadata: { name: wanted.service, namespace, uid: rollout.uid, generation },
      spec: {
        replicas: 1,
        template: wanted.template,
        strategy: { canary: { steps: wanted.steps.map((step) => ("setWeight" in step ? step : {})) } },
      },
      status: {
        abort: rollout.aborted,
        phase: rollout.phase,
        message: rollout.message,
        currentPodHash: wanted.hash,
        stableRS: stable?.wanted.hash ?? "",
        ...(rollout.step === undefined ? {} : { currentStepIndex: rollout.step }),
        observedGeneration: String(generation),
        availableReplicas: pods.length,
        updatedReplicas: ofWanted,
        canary: { weights: { canary: { weight: rollout.weight } } },
      },
    };
  }
}

const owner = ({ uid, wanted }: EmbeddedRollout) => [{ kind: "Rollout", name: wanted.service, uid }];

function replicaSet(rollout: EmbeddedRollout, { wanted }: Pod): ReplicaSet {
  return {
    metadata: {
      name: `${wanted.service}-${wanted.hash}`,
      labels: { [POD_HASH_LABEL]: wanted.hash },
      ownerReferences: owner(rollout),
    },
    spec: { template: wanted.template },
    status: { availableReplicas: 1 },
  };
}

function analysisRuns(rollout: EmbeddedRollout): readonly AnalysisRun[] {
  return rollout.runs.map(({ name, hash, created, run }) => ({
    metadata: {
      name,
      creationTimestamp: created,
      labels: { [POD_HASH_LABEL]: hash },
      ownerReferences: owner(rollout),
    },
    status: { phase: run.phase, metricResults: run.results },
  }));
}
