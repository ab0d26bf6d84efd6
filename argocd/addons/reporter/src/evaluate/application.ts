import type { Application } from "./objects.ts";
import { running } from "./workloads/workload.ts";

/** Undefined when Argo CD has brought in what git says. */
export function syncVerdict(application: Application | undefined) {
  if (application === undefined) return stillRunning("no Argo CD Application deploys it");
  const sync = application.status?.sync?.status;
  if (sync === "Synced") return undefined;
  return stillRunning(`Argo CD: ${sync ?? "not compared yet"}${operationWords(application)}`);
}

/**
 * A service without pods cannot prove which release it runs, so it is never healthy. That it is in sync tells a service
 * that has none by design from one whose pods are still to come.
 */
export function withoutWorkload(application: Application | undefined) {
  const { sync, health } = application?.status ?? {};
  if (sync?.status !== "Synced") return stillRunning(`no workload yet${operationWords(application)}`);
  const argo = `Argo CD: Synced, ${health?.status ?? "health unknown"}${health?.message ? `: ${health.message}` : ""}`;
  if (health?.status === "Degraded") return { state: "degraded" as const, message: argo };
  return stillRunning(`no workload yet that could carry a release id; ${argo}`);
}

function operationWords(application: Application | undefined): string {
  if (application === undefined) return ", and no Argo CD Application";
  const { operationState, conditions = [] } = application.status ?? {};
  const failed = /^(Failed|Error)$/.test(operationState?.phase ?? "");
  const error = conditions.find(({ type }) => type?.endsWith("Error") === true);
  const words = error?.message ?? (failed ? operationState?.message : undefined);
  return words === undefined ? "" : `: ${words}`;
}

const stillRunning = (message: string) => ({ ...running(message), state: "running" as const });
