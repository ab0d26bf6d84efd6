import { type Application, PAUSE_REASON, SKIP_RECONCILE } from "./objects.ts";
import { running } from "./workloads/workload.ts";

/** Undefined when Argo CD has applied the state in git. */
export function syncVerdict(application: Application | undefined) {
  if (application === undefined) return stillRunning("no Argo CD Application deploys it");
  const sync = application.status?.sync?.status;
  if (sync === "Synced") return undefined;
  return stillRunning(`Argo CD: ${sync ?? "not compared yet"}${operationWords(application)}`);
}

/**
 * A service without pods cannot prove which release it runs, so it is never healthy. If it is in sync, it has
 * no pods by design; otherwise its pods may still come.
 */
export function withoutWorkload(application: Application | undefined) {
  const { sync, health } = application?.status ?? {};
  if (sync?.status !== "Synced") return stillRunning(`no workload yet${operationWords(application)}`);
  const argo = `Argo CD: Synced, ${health?.status ?? "health unknown"}${health?.message ? `: ${health.message}` : ""}`;
  if (health?.status === "Degraded") return { state: "degraded" as const, message: argo };
  return stillRunning(`no workload yet that could carry a release id; ${argo}`);
}

/** Why changes in git no longer reach the application, as text; undefined while they do. */
export function pausedWords(application: Application | undefined): string | undefined {
  if (application === undefined) return undefined;
  const { annotations = {} } = application.metadata;
  const ways = [
    ...(annotations[SKIP_RECONCILE] === "true" ? ["it is not reconciled"] : []),
    ...(isManual(application) ? ["automated sync is off"] : []),
  ];
  if (ways.length === 0) return undefined;
  const reason = annotations[PAUSE_REASON]?.replace(/\s+/g, " ").trim() || "no reason given";
  return `${ways.join(", ")}: ${reason}`;
}

function isManual({ spec }: Application): boolean {
  if (spec === undefined) return false;
  const automated = spec.syncPolicy?.automated;
  return automated === undefined || automated === null || automated.enabled === false;
}

function operationWords(application: Application | undefined): string {
  if (application === undefined) return ", and no Argo CD Application";
  const { operationState, conditions = [] } = application.status ?? {};
  const failed = /^(Failed|Error)$/.test(operationState?.phase ?? "");
  const error = conditions.find(({ type }) => type?.endsWith("Error") === true);
  const hooks = failedHooks(application);
  const words = error?.message ?? (hooks || (failed ? operationState?.message : undefined));
  return words === undefined ? "" : `: ${words}`;
}

/**
 * Jobs that must end before the objects of a release are applied: a failed migration keeps the pods from
 * starting.
 */
function failedHooks({ status }: Application): string {
  const resources = status?.operationState?.syncResult?.resources ?? [];
  return resources
    .filter(({ hookPhase }) => hookPhase === "Failed" || hookPhase === "Error")
    .map(
      ({ kind = "hook", name = "", hookType, message }) =>
        `${kind} ${name}${hookType === undefined ? "" : ` (${hookType})`} failed${message ? `: ${message}` : ""}, so the sync did not continue`,
    )
    .join("; ");
}

const stillRunning = (message: string) => ({ ...running(message), state: "running" as const });
