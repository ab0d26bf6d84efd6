/** Who calls whom, as the server sends it and the page draws it. */

export interface LiveCalls {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly title: string;
  /** Seconds over which requests are counted. */
  readonly windowSeconds: number;
  readonly environments: readonly EnvironmentCalls[];
  /** What could not be read, with the reason. */
  readonly faults: readonly string[];
}

export interface EnvironmentCalls {
  readonly name: string;
  /**
   * `counted`: `edges` is all that the proxies counted. Otherwise nothing is known of edges: there is no mesh, Prometheus was not
   * asked yet, could not be read, or has no counter of a proxy here.
   */
  readonly state: "no mesh" | "not asked" | "unreadable" | "not counted" | "counted";
  readonly edges: readonly LiveEdge[];
  /** Declared calls of which no proxy counted a request in the window; null where that is not known. */
  readonly unseen: readonly LiveCall[] | null;
}

export interface LiveCall {
  readonly from: string;
  readonly to: string;
}

export interface LiveEdge extends LiveCall {
  readonly requestsPerSecond: number;
  /** Share of requests that were answered with 5xx or a failure of gRPC, or not at all. */
  readonly errorRatio: number;
  /** Null where the answering proxy measured no duration. */
  readonly p95Seconds: number | null;
  /** How many of the requests came by mutual TLS; unknown where the answering proxy counted none. */
  readonly mtls: "all" | "some" | "none" | "unknown";
  /** Whether a policy of the environment names the caller; null where that is not known. */
  readonly isDeclared: boolean | null;
}
