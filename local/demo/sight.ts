import type { Account } from "../forge/accounts.ts";

/** What a rollout is doing, read from the cluster. */
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
  /** Index of the step in work; undefined when none is. */
  readonly step: number | undefined;
}

/** Sync and health of what git says for a service; empty when nothing deploys it. */
export interface ApplicationView {
  readonly sync: string;
  readonly health: string;
  readonly message: string;
}

/** What the story reads of the cluster. */
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

/** What the story reads of the forge and does there. */
export interface ForgeSight {
  /** Open pull requests. */
  pulls(): Promise<readonly PullView[]>;
  /** Approves the head that was looked at, as a reviewer. */
  approve(pull: PullView): Promise<void>;
  /** Merges the heads that were looked at, one after the other, as a reviewer does. */
  mergeAll(pulls: readonly PullView[]): Promise<void>;
  /** Starts a workflow manually. */
  dispatch(workflow: string): Promise<void>;
  /** Throws when the newest run of a workflow failed: what it was to bring does not come. */
  failOnFailedRun(workflow: string): Promise<void>;
}

/** What a command of `slipway` answered. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Where the story plays: on the real platform, or on embedded parts. */
export interface Venue<Cluster extends ClusterSight = ClusterSight, Forge extends ForgeSight = ForgeSight> {
  readonly cluster: Cluster;
  readonly forge: Forge;
  /** Where a person finds the repository. */
  readonly forgeAddress: string;
  /** Seconds between two looks of Prometheus at the services. */
  readonly scrapeSeconds: number;
  /** Address of the shop's edge in an environment. */
  shop(environment: string): string;
  /** What an account pushes and calls the forge with; undefined where nothing is requested. */
  token(account: Account): Promise<string | undefined>;
  /** `slipway <verb>` in a clone, as the person or bot whose account it is would type it. */
  slipway(folder: string, account: Account, ...args: readonly string[]): Promise<Answer>;
}
