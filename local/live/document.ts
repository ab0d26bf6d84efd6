/** The data of the live board, as the server sends it and the page draws it. */

export interface LiveBoard {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly title: string;
  readonly environments: readonly string[];
  readonly services: readonly LiveService[];
  readonly commits: readonly LiveCommit[];
  readonly links: readonly LiveLink[];
  /** Sources that could not be read, with the reason. */
  readonly faults: readonly string[];
}

export interface LiveService {
  readonly name: string;
  /** One for each environment, in their order; null if the service does not run there. */
  readonly cells: readonly (LiveCell | null)[];
}

export interface LiveCell {
  readonly environment: string;
  readonly version: string;
  readonly releaseId: string;
  /** Argo CD's application; null if there is none. */
  readonly application: { readonly sync: string; readonly health: string; readonly message: string } | null;
  /** Argo Rollouts' phase, such as Healthy, Progressing, Paused or Degraded. */
  readonly phase: string;
  readonly message: string;
  /** The current canary step; null if there is none. */
  readonly step: { readonly index: number; readonly count: number } | null;
  /** Percent of the requests that the canary should serve. */
  readonly wantedWeight: number;
  /** Percent that it served in the last 30 seconds, counted by its pods; null without requests. */
  readonly actualWeight: number | null;
  /** Requests of all its pods in the last 30 seconds. */
  readonly requestsPerSecond: number | null;
  readonly replicaSets: readonly LiveReplicaSet[];
  readonly metrics: readonly LiveMetric[];
  /** Weights of the last minutes, oldest first. */
  readonly trace: readonly LivePoint[];
}

export interface LiveReplicaSet {
  readonly name: string;
  readonly version: string;
  readonly role: "stable" | "canary" | "old";
  readonly availablePods: number;
}

/** A metric of the newest analysis of the release. */
export interface LiveMetric {
  readonly name: string;
  readonly phase: string;
  readonly message: string;
  /** Oldest first; measurements that are not numbers are left out. */
  readonly values: readonly number[];
}

export interface LivePoint {
  /** Seconds since the epoch. */
  readonly at: number;
  readonly wanted: number;
  readonly actual: number | null;
}

export interface LiveCommit {
  readonly sha: string;
  readonly subject: string;
  readonly author: string;
  /** ISO 8601 */
  readonly at: string;
  readonly url: string | null;
}

export interface LiveLink {
  readonly title: string;
  readonly url: string;
}
