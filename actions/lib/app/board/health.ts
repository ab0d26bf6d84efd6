/** What the clusters report about the release that is pinned, as one state. Pure. */
import type { Environment } from "../../domain/environments/environments.ts";
import type { ClusterReport, Reading } from "../../domain/evidence/evidence.ts";
import type { Release } from "../../domain/releases/releases.ts";
import type { Cell, Health, HealthState } from "./document.ts";

type Cluster = Health["clusters"][number];

/** The first that any cluster is in is the environment's. */
const WORST: readonly HealthState[] = ["aborted", "degraded", "unknown", "running", "healthy"];

const UNREPORTED: Health = { state: "unknown", since: null, message: "", isSilent: false, clusters: [] };

export function healthOf(
  environment: Environment,
  release: Release | undefined,
  reading: Reading | undefined,
  isSilent: boolean,
): Health {
  if (release === undefined || reading === undefined) return UNREPORTED;
  const clusters = environment.clusters.map((name) => {
    const report = reading.reports.find(({ cluster }) => cluster === name);
    return report === undefined ? silent(name) : clusterOf(report, release);
  });
  const state = WORST.find((each) => clusters.some((cluster) => cluster.state === each)) ?? "unknown";
  const worst = clusters.filter((cluster) => cluster.state === state);
  const silence = state === "unknown" && !reading.fresh ? reading.reason : undefined;
  return {
    state,
    since: worst.map(({ since }) => since).reduce(later, null),
    isSilent,
    message: silence ?? worst.find(({ message }) => message !== "")?.message ?? "",
    clusters,
  };
}

/** The step of the canary, of the cluster that has come least far. */
export function canaryOf(release: Release | undefined, reading: Reading | undefined): Cell["canary"] {
  const steps = (reading?.reports ?? []).flatMap(({ evidence: { releaseId, state, step } }) =>
    releaseId === release?.id && state === "running" && step !== null ? [step] : [],
  );
  return steps.toSorted((one, other) => one.weight - other.weight)[0] ?? null;
}

function silent(name: string): Cluster {
  return { name, state: "unknown", version: null, since: null, message: "no fresh report" };
}

function clusterOf({ cluster, evidence }: ClusterReport, release: Release): Cluster {
  const { version, since } = evidence;
  if (evidence.releaseId !== release.id) {
    const message = `not there yet: the cluster still reports ${version ?? "no release of Slipway"}`;
    return { name: cluster, state: "running", version, since: null, message };
  }
  const cause = evidence.cause === "error" ? "it could not be judged: " : "";
  return { name: cluster, state: evidence.state, version, since, message: cause + evidence.message };
}

function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return Date.parse(one) > Date.parse(other) ? one : other;
}
