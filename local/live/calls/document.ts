/** Calls between services, as the server sends them and the page draws them. */

export interface LiveCalls {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly title: string;
  /** Seconds over which requests are counted. */
  readonly windowSeconds: number;
  readonly environments: readonly EnvironmentCalls[];
  /** Sources that could not be read, with the reason. */
  readonly faults: readonly string[];
}

export interface EnvironmentCalls {
  readonly name: string;
  /**
   * `counted`: `edges` is everything that the proxies counted. Otherwise the calls are unknown: there is no
   * mesh, Prometheus was not queried yet, failed, or has no counter of a proxy here.
   */
  readonly state: "no mesh" | "not asked" | "unreadable" | "not counted" | "counted";
  readonly edges: readonly LiveEdge[];
  /** Declared calls for which no proxy counted a request in the window; null if unknown. */
  readonly unseen: readonly LiveCall[] | null;
}

export interface LiveCall {
  readonly from: string;
  readonly to: string;
}

export interface LiveEdge extends LiveCall {
  readonly requestsPerSecond: number;
  /** Share of requests that were answered with 5xx or a gRPC failure, or not at all. */
  readonly errorRatio: number;
  /** Null if the answering proxy measured no duration. */
  readonly p95Seconds: number | null;
  /** Number of requests that used mutual TLS; unknown if the answering proxy counted none. */
  readonly mtls: "all" | "some" | "none" | "unknown";
  /** Whether a policy of the environment allows the caller; null if unknown. */
  readonly isDeclared: boolean | null;
}
