/**
 * What a cluster's objects mean, as evidence. Pure: the same objects, the same previous evidence and the same time
 * give the same answer. What is not proven is `running`, never `healthy`.
 */
import type { Cause, Evidence, State } from "../../../../../actions/lib/evidence/evidence.ts";
import { RELEASE_ID_ANNOTATION } from "../../../../../actions/lib/releases/release.ts";
import { type AbortedBy, causeOfAbort } from "./abort.ts";
import type { AnalysisRun, Application, PodTemplate, ReplicaSet, Rollout } from "./objects.ts";
import { POD_HASH_LABEL } from "./objects.ts";
import { canaryStep, condition, isObserved } from "./rollout.ts";

export interface Facts {
  readonly service: string;
  readonly environment: string;
  readonly cluster: string;
  readonly rollout: Rollout | undefined;
  /** Of the namespace or of the Rollout: others are left out here. */
  readonly replicaSets: readonly ReplicaSet[];
  readonly analysisRuns: readonly AnalysisRun[];
  readonly application: Application | undefined;
  /** What was last published for this service. */
  readonly previous: Evidence | undefined;
}

const RELEASE_ID = /^sha256:[0-9a-f]{64}$/;
const MESSAGE_LENGTH = 500;

export function evaluate(facts: Facts, now: Date): Evidence {
  const { rollout, previous } = facts;
  const template = rollout?.spec?.template;
  const release = releaseIdOf(template);
  const stable = { releaseId: releaseIdOf(stableReplicaSet(facts)?.spec?.template) };
  const verdict = judge(facts, release, stable.releaseId);
  const revision = facts.application?.status?.history?.at(-1)?.revision;
  const continues = previous?.releaseId === release && previous.state === verdict.state;
  return {
    schema: 1,
    service: facts.service,
    environment: facts.environment,
    cluster: facts.cluster,
    releaseId: release,
    ...imageOf(template, facts.service),
    revision: revision !== undefined && /^[0-9a-f]{40}$/.test(revision) ? revision : null,
    state: verdict.state,
    cause: verdict.cause ?? null,
    since: continues ? previous.since : now.toISOString(),
    step: rollout === undefined ? null : canaryStep(rollout),
    stable,
    observedGeneration: Number(rollout?.status?.observedGeneration ?? 0) || 0,
    message: verdict.message.slice(0, MESSAGE_LENGTH),
  };
}

interface Verdict {
  readonly state: State;
  readonly cause?: Cause;
  readonly message: string;
}

/** The first rule that speaks decides; only what passes all of them is healthy. */
function judge(facts: Facts, release: string | null, stableRelease: string | null): Verdict {
  const { rollout, application } = facts;
  if (rollout === undefined) return running(`no Rollout yet${operationWords(application)}`);
  if (release === null) {
    return running(`the pod template has no annotation ${RELEASE_ID_ANNOTATION} with a release id`);
  }
  if (!isObserved(rollout)) {
    return running(
      `the Rollouts controller has seen generation ${rollout.status?.observedGeneration || "none"}, not yet ${rollout.metadata.generation ?? "?"}`,
    );
  }
  return (
    faultOf(facts, rollout) ??
    canaryVerdict(rollout) ??
    availability(facts, rollout, release, stableRelease) ??
    syncVerdict(application) ?? {
      state: "healthy",
      message: `${rollout.status?.availableReplicas ?? 0} of ${desiredReplicas(rollout)} pods available`,
    }
  );
}

function faultOf(facts: Facts, rollout: Rollout): Verdict | undefined {
  const status = rollout.status ?? {};
  // A revert clears the abort one reconciliation after the template is the stable one again.
  if (status.abort === true && !isPromoted(rollout)) {
    const by: AbortedBy = causeOfAbort(rollout, facts.analysisRuns);
    return { state: "aborted", cause: by.cause, message: by.message };
  }
  const invalid = condition(rollout, "InvalidSpec");
  if (invalid !== undefined) return { state: "degraded", message: `invalid spec: ${invalid.message ?? ""}` };
  if (status.phase === "Degraded") return { state: "degraded", message: status.message ?? "degraded" };
  return undefined;
}

function canaryVerdict(rollout: Rollout): Verdict | undefined {
  if (isPromoted(rollout)) return undefined;
  const step = canaryStep(rollout);
  const where =
    step === null ? "first pods" : `canary at ${step.weight} %, step ${step.index} of ${step.count}`;
  const status = rollout.status;
  return running(
    [where, status?.phase === "Paused" ? "paused" : "", status?.message ?? ""].filter(Boolean).join(": "),
  );
}

/**
 * Argo Rollouts calls a first deployment completed before any pod is available, and its own counts are as old as its
 * last reconciliation; so the ReplicaSet of the stable pods must agree with the Rollout.
 */
function availability(
  facts: Facts,
  rollout: Rollout,
  release: string,
  stableRelease: string | null,
): Verdict | undefined {
  const desired = desiredReplicas(rollout);
  const { availableReplicas = 0, updatedReplicas = 0, phase, message } = rollout.status ?? {};
  const stable = stableReplicaSet(facts)?.status?.availableReplicas ?? 0;
  const available = Math.min(availableReplicas, updatedReplicas, stable);
  if (desired === 0) return unwell(facts, release, "scaled to 0 pods: nothing serves");
  if (available < desired) return unwell(facts, release, `${available} of ${desired} pods available`);
  if (stableRelease !== release) return running("the stable pods run another release");
  if (phase !== "Healthy") return running(message || `Rollout phase is ${phase ?? "unknown"}`);
  return undefined;
}

/** A release that was healthy here cannot be on its way again: what it lacks now, it lost. */
function unwell({ previous }: Facts, release: string, message: string): Verdict {
  const wasWell = previous?.releaseId === release && /^(healthy|degraded)$/.test(previous.state);
  return { state: wasWell ? "degraded" : "running", message };
}

function syncVerdict(application: Application | undefined): Verdict | undefined {
  if (application === undefined) return running("no Argo CD Application deploys it");
  const sync = application.status?.sync?.status;
  if (sync === "Synced") return undefined;
  return running(`Argo CD: ${sync ?? "not compared yet"}${operationWords(application)}`);
}

function operationWords(application: Application | undefined): string {
  if (application === undefined) return ", and no Argo CD Application";
  const { operationState, conditions = [] } = application.status ?? {};
  const failed = /^(Failed|Error)$/.test(operationState?.phase ?? "");
  const error = conditions.find(({ type }) => type?.endsWith("Error") === true);
  const words = error?.message ?? (failed ? operationState?.message : undefined);
  return words === undefined ? "" : `: ${words}`;
}

function running(message: string): Verdict {
  return { state: "running", message };
}

function isPromoted({ status }: Rollout): boolean {
  return (
    status?.stableRS !== undefined && status.stableRS !== "" && status.stableRS === status.currentPodHash
  );
}

function desiredReplicas(rollout: Rollout): number {
  return rollout.spec?.replicas ?? 1;
}

function stableReplicaSet({ rollout, replicaSets }: Facts): ReplicaSet | undefined {
  const hash = rollout?.status?.stableRS;
  if (rollout === undefined || !hash) return undefined;
  return replicaSets.find(
    ({ metadata }) =>
      metadata?.labels?.[POD_HASH_LABEL] === hash &&
      metadata.ownerReferences?.some(({ uid }) => uid === rollout.metadata.uid) === true,
  );
}

function releaseIdOf(template: PodTemplate | undefined): string | null {
  const id = template?.metadata?.annotations?.[RELEASE_ID_ANNOTATION];
  return id !== undefined && RELEASE_ID.test(id) ? id : null;
}

/** From `registry/shop/product:0.1.0@sha256:…`. */
function imageOf(template: PodTemplate | undefined, service: string) {
  const containers = template?.spec?.containers ?? [];
  const own = containers.find(({ name }) => name === service) ?? containers[0];
  const [, version, digest] = /(?::([\w][\w.-]*))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(own?.image ?? "") ?? [];
  return { digest: digest ?? null, version: version ?? null };
}
