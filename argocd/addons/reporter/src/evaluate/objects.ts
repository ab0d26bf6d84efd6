/**
 * The parts of the cluster's objects that evidence needs. All of it is optional: a new object has no status
 * yet, and a missing value must never count as good.
 */
export interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string | Date;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly uid: string;
  }[];
}

export interface PodTemplate {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: { readonly containers?: readonly { readonly name?: string; readonly image?: string }[] };
}

export interface Rollout {
  readonly metadata: Metadata;
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: PodTemplate;
    readonly strategy?: { readonly canary?: { readonly steps?: readonly CanaryStepSpec[] } };
  };
  readonly status?: RolloutStatus;
}

/** One of these each; only the weight is used. */
export interface CanaryStepSpec {
  readonly setWeight?: number;
  readonly pause?: unknown;
  readonly analysis?: unknown;
}

export interface RolloutStatus {
  readonly abort?: boolean;
  readonly phase?: string;
  readonly message?: string;
  readonly currentPodHash?: string;
  readonly stableRS?: string;
  readonly currentStepIndex?: number;
  /** metadata.generation as text. */
  readonly observedGeneration?: string;
  readonly availableReplicas?: number;
  readonly updatedReplicas?: number;
  readonly conditions?: readonly Condition[];
  readonly canary?: {
    readonly weights?: { readonly canary?: { readonly weight?: number } };
    readonly currentStepAnalysisRunStatus?: { readonly name?: string };
    readonly currentBackgroundAnalysisRunStatus?: { readonly name?: string };
  };
}

export interface Condition {
  readonly type: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface Deployment {
  readonly metadata: Metadata;
  readonly spec?: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly template?: PodTemplate;
  };
  readonly status?: {
    readonly observedGeneration?: number;
    /** Pods of all templates. */
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly conditions?: readonly Condition[];
  };
}

export interface StatefulSet {
  readonly metadata: Metadata;
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: PodTemplate;
    readonly updateStrategy?: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly partition?: number };
    };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
  };
}

export interface DaemonSet {
  readonly metadata: Metadata;
  readonly spec?: { readonly template?: PodTemplate };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
  };
}

export interface CronJob {
  readonly metadata: Metadata;
  readonly spec?: {
    readonly suspend?: boolean;
    readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplate } };
  };
}

export interface Job {
  readonly metadata: Metadata;
  readonly spec?: { readonly template?: PodTemplate };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

export interface ReplicaSet {
  readonly metadata?: Metadata;
  readonly spec?: { readonly template?: PodTemplate };
  readonly status?: { readonly availableReplicas?: number };
}

export interface AnalysisRun {
  readonly metadata: Metadata;
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly metricResults?: readonly MetricResult[];
  };
}

export interface MetricResult {
  readonly name: string;
  readonly phase?: string;
  readonly message?: string;
  readonly dryRun?: boolean;
  readonly measurements?: readonly {
    readonly phase?: string;
    readonly value?: string;
    readonly message?: string;
  }[];
}

/** Argo CD does not reconcile an application with this annotation. */
export const SKIP_RECONCILE = "argocd.argoproj.io/skip-reconcile";
/** Who paused it and why, as free text. */
export const PAUSE_REASON = "slipway.dev/pause-reason";

export interface Application {
  readonly metadata: Metadata;
  readonly spec?: {
    readonly project?: string;
    readonly syncPolicy?: { readonly automated?: { readonly enabled?: boolean } | null };
  };
  readonly status?: {
    readonly health?: { readonly status?: string; readonly message?: string };
    readonly sync?: { readonly status?: string; readonly revision?: string };
    readonly history?: readonly { readonly revision?: string }[];
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
      readonly syncResult?: { readonly resources?: readonly SyncedResource[] };
    };
    readonly conditions?: readonly { readonly type?: string; readonly message?: string }[];
  };
}

/** The result of the last sync for one object. */
export interface SyncedResource {
  readonly kind?: string;
  readonly name?: string;
  /** `PreSync`; absent for objects that are not hooks. */
  readonly hookType?: string;
  readonly hookPhase?: string;
  readonly message?: string;
}

/** Argo Rollouts' label that identifies the ReplicaSets and AnalysisRuns of a pod template. */
export const POD_HASH_LABEL = "rollouts-pod-template-hash";

/**
 * Argo CD's annotation on objects that an Application deploys:
 * `<application>:<group>/<kind>:<namespace>/<name>`.
 */
export const TRACKING_ANNOTATION = "argocd.argoproj.io/tracking-id";
