import type { Account } from "../forge/accounts.ts";

/** The state of a rollout, read from the cluster. */
export interface RolloutView {
  readonly phase: string;
  readonly message: string;
  /** Release id in the pod template. */
  readonly releaseId: string;
  readonly stableHash: string;
  readonly currentHash: string;
  readonly replicas: number;
  readonly available: number;
  readonly aborted: boolean;
  /** Index of the current step; undefined if there is none. */
  readonly step: number | undefined;
}

/** Sync and health of the service's application; empty if nothing deploys it. */
export interface ApplicationView {
  readonly sync: string;
  readonly health: string;
  readonly message: string;
}

/** What the demo reads from the cluster. */
export interface ClusterSight {
  /** The rollout of a service in an environment, or undefined when there is none yet. */
  rollout(environment: string, service: string): Promise<RolloutView | undefined>;
  application(name: string): Promise<ApplicationView>;
  /** What the analysis runs of one revision measured, as text. */
  measurements(environment: string, hash: string): Promise<readonly string[]>;
  /** Requests the pods of one revision have answered. */
  served(environment: string, service: string, hash: string): Promise<number>;
}

export interface PullView {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly head: { readonly ref: string; readonly sha: string };
}

/** What the demo reads from the forge and does there. */
export interface ForgeSight {
  /** Open pull requests. */
  pulls(): Promise<readonly PullView[]>;
  /** Approves the given head, as a reviewer. */
  approve(pull: PullView): Promise<void>;
  /** Merges the given heads, one after the other, as a reviewer does. */
  mergeAll(pulls: readonly PullView[]): Promise<void>;
  /** Starts a workflow manually. */
  dispatch(workflow: string): Promise<void>;
  /** Throws when the newest run of a workflow failed, because its result will not come. */
  failOnFailedRun(workflow: string): Promise<void>;
}

/** Answer of a `slipway` command. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** The place of the demo: the real platform, or embedded parts. */
export interface Venue<Cluster extends ClusterSight = ClusterSight, Forge extends ForgeSight = ForgeSight> {
  readonly cluster: Cluster;
  readonly forge: Forge;
  /** Address at which a person finds the repository. */
  readonly forgeAddress: string;
  /** Seconds between two scrapes of the services by Prometheus. */
  readonly scrapeSeconds: number;
  /** Address of the shop's edge in an environment. */
  shop(environment: string): string;
  /** Token with which an account pushes and calls the forge; undefined if none is needed. */
  token(account: Account): Promise<string | undefined>;
  /** Runs `slipway <verb>` in a clone with the account of a person or bot. */
  slipway(folder: string, account: Account, ...args: readonly string[]): Promise<Answer>;
}
