/**
 * The fields of an object that evidence needs. Specs, managed fields and lists of resources are removed on
 * arrival: with hundreds of services they would fill the reporter's memory.
 */
import { RELEASE_ID_ANNOTATION } from "@slipway/lib/domain/releases/release.ts";
import { PAUSE_REASON, POD_HASH_LABEL, SKIP_RECONCILE, TRACKING_ANNOTATION } from "../evaluate/objects.ts";
import { HOOKS } from "../evaluate/workloads/job.ts";

/** `true` keeps a value whole; in a list, each item has the shape. */
type Shape = true | { readonly [key: string]: Shape };

const CONDITION: Shape = { type: true, status: true, reason: true, message: true };
const RUN_STATUS: Shape = { name: true };

const METADATA: Shape = {
  name: true,
  namespace: true,
  uid: true,
  generation: true,
  creationTimestamp: true,
  // The informer detects changes by this field.
  resourceVersion: true,
  labels: { [POD_HASH_LABEL]: true },
  annotations: {
    [TRACKING_ANNOTATION]: true,
    [SKIP_RECONCILE]: true,
    [PAUSE_REASON]: true,
    ...Object.fromEntries(HOOKS.map((key) => [key, true as const])),
  },
  ownerReferences: { kind: true, name: true, uid: true },
};

const TEMPLATE: Shape = {
  metadata: { annotations: { [RELEASE_ID_ANNOTATION]: true } },
  spec: { containers: { name: true, image: true } },
};

const SPEC: Shape = {
  replicas: true,
  paused: true,
  suspend: true,
  template: TEMPLATE,
  jobTemplate: { spec: { template: TEMPLATE } },
  strategy: { canary: { steps: { setWeight: true } } },
  updateStrategy: { type: true, rollingUpdate: { partition: true } },
  // Of Applications.
  project: true,
  syncPolicy: { automated: { enabled: true } },
};

const STATUS: Shape = {
  abort: true,
  phase: true,
  message: true,
  observedGeneration: true,
  conditions: CONDITION,
  currentPodHash: true,
  stableRS: true,
  currentStepIndex: true,
  replicas: true,
  availableReplicas: true,
  updatedReplicas: true,
  currentRevision: true,
  updateRevision: true,
  desiredNumberScheduled: true,
  updatedNumberScheduled: true,
  numberAvailable: true,
  canary: {
    weights: { canary: { weight: true } },
    currentStepAnalysisRunStatus: RUN_STATUS,
    currentBackgroundAnalysisRunStatus: RUN_STATUS,
  },
  // Of AnalysisRuns.
  metricResults: {
    name: true,
    phase: true,
    message: true,
    dryRun: true,
    measurements: { phase: true, value: true, message: true },
  },
  // Of Applications.
  health: { status: true, message: true },
  sync: { status: true, revision: true },
  history: { revision: true },
  operationState: {
    phase: true,
    message: true,
    syncResult: {
      resources: { kind: true, name: true, hookType: true, hookPhase: true, message: true },
    },
  },
};

const OBJECT: Readonly<Record<string, Shape>> = { metadata: METADATA, spec: SPEC, status: STATUS };

/** Removes the other fields from the object itself, because the informer keeps the object that it was given. */
export function strip(object: object): void {
  const record = object as Record<string, unknown>;
  for (const [key, part] of Object.entries(record)) {
    const shape = Object.hasOwn(OBJECT, key) ? OBJECT[key] : undefined;
    if (shape === undefined) delete record[key];
    else record[key] = picked(part, shape);
  }
}

/** A copy, because an object with deleted properties takes more memory than a new one. */
function picked(value: unknown, shape: Shape): unknown {
  if (shape === true || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => picked(item, shape));
  const record = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(shape)
      .filter(([key]) => Object.hasOwn(record, key))
      .map(([key, inner]) => [key, picked(record[key], inner)]),
  );
}
