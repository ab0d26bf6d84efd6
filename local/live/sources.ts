import type { Objects } from "../../argocd/addons/reporter/src/observe.ts";
import type { LiveCommit, LiveLink } from "./document.ts";

export interface LiveEnvironment {
  readonly name: string;
  readonly namespace: string;
}

/** Sources of the live board: the local platform, or the embedded demo. */
export interface LiveSources {
  readonly title: string;
  readonly environments: readonly LiveEnvironment[];
  readonly links: readonly LiveLink[];
  /** The current objects of the cluster; undefined before everything was listed. */
  objects(environment: LiveEnvironment): Objects | undefined;
  /** Why the result of `objects` may be out of date. */
  fault(environment: LiveEnvironment): string | undefined;
  /** The body of Prometheus' answer to a path such as `/api/v1/query?query=up`. */
  prometheus(path: string): Promise<string>;
  /** Newest first. */
  commits(): Promise<readonly LiveCommit[]>;
  /** Makes Argo CD compare a service with git now; undefined if there is no Argo CD. */
  refresh?(environment: string, service: string): Promise<void>;
  /** Absent if there is no mesh. */
  readonly mesh?: LiveMesh;
  /** Calls `listener` after each change of the cluster. */
  onChange(listener: () => void): void;
}

export interface LiveMesh {
  /** The AuthorizationPolicies of an environment. */
  policies(environment: LiveEnvironment): Promise<readonly unknown[]>;
}
