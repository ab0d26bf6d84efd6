import { type MeasuredMetric, metricLine } from "@slipway/lib/domain/evidence/measurements.ts";
import type { Platform } from "../platform/platform.ts";
import type { ApplicationView, ClusterSight, RolloutView } from "./sight.ts";

interface RolloutObject {
  readonly metadata: { readonly generation?: number };
  readonly spec: {
    readonly replicas?: number;
    readonly template: { readonly metadata?: { readonly annotations?: Record<string, string> } };
  };
  readonly status?: {
    readonly phase?: string;
    readonly message?: string;
    readonly stableRS?: string;
    readonly currentPodHash?: string;
    readonly availableReplicas?: number;
    readonly abort?: boolean;
    readonly currentStepIndex?: number;
    readonly observedGeneration?: string;
  };
}

/** Reads rollouts, analyses and metrics of a platform's cluster. */
export class Cluster implements ClusterSight {
  readonly #platform: Platform;
  readonly #product: string;

  /** @param product first part of the namespaces' names */
  constructor(platform: Platform, product = "shop") {
    this.#platform = platform;
    this.#product = product;
  }

  /** The rollout of a service in an environment, or undefined when there is none yet. */
  async rollout(environment: string, service: string): Promise<RolloutView | undefined> {
    const text = await this.#platform.kubectl([
      "get",
      "rollout",
      service,
      "-n",
      `${this.#product}-${environment}`,
      "--ignore-not-found",
      "-o",
      "json",
    ]);
    if (!text) return undefined;
    const { metadata, spec, status = {} } = JSON.parse(text) as RolloutObject;
    const current = status.observedGeneration === String(metadata.generation);
    return {
      phase: current ? (status.phase ?? "Unknown") : "Progressing",
      message: status.message ?? "",
      releaseId: spec.template.metadata?.annotations?.["slipway.dev/release-id"] ?? "",
      stableHash: status.stableRS ?? "",
      // Until the controller has observed this spec, its status belongs to the previous one.
      currentHash: current ? (status.currentPodHash ?? "") : "",
      replicas: spec.replicas ?? 1,
      available: status.availableReplicas ?? 0,
      aborted: current && (status.abort ?? false),
      step: status.currentStepIndex,
    };
  }

  /** Sync and health of an Argo CD application; both empty when it does not exist. */
  async application(name: string): Promise<ApplicationView> {
    const text = await this.#platform.kubectl([
      "get",
      "application",
      name,
      "-n",
      "argocd",
      "--ignore-not-found",
      "-o",
      "json",
    ]);
    const status = text ? (JSON.parse(text).status ?? {}) : {};
    const conditions = (status.conditions ?? []) as readonly { message: string }[];
    return {
      sync: status.sync?.status ?? "",
      health: status.health?.status ?? "",
      message: conditions.map(({ message }) => message).join("; ") || (status.operationState?.message ?? ""),
    };
  }

  /** What the analysis runs of a service measured, worst last; explains an abort. */
  async measurements(environment: string, hash: string): Promise<readonly string[]> {
    const text = await this.#platform.kubectl([
      "get",
      "analysisruns",
      "-n",
      `${this.#product}-${environment}`,
      "-l",
      `rollouts-pod-template-hash=${hash}`,
      "-o",
      "json",
    ]);
    const runs = JSON.parse(text).items as readonly {
      status?: { metricResults?: readonly MeasuredMetric[] };
    }[];
    return runs.flatMap(({ status }) => (status?.metricResults ?? []).map(metricLine));
  }

  /** First value of an instant query, or undefined when it has no series. */
  async query(expression: string): Promise<number | undefined> {
    const { body, status } = await this.#platform.inside(
      this.#platform.ports.prometheus,
      `/api/v1/query?query=${encodeURIComponent(expression)}`,
    );
    if (status !== 200) throw new Error(`Prometheus answers ${status}: ${body.slice(0, 200)}`);
    const [first] = JSON.parse(body).data.result as readonly { value: readonly [number, string] }[];
    return first ? Number(first.value[1]) : undefined;
  }

  /** Requests that the pods of one revision have answered. */
  async served(environment: string, service: string, hash: string): Promise<number> {
    const labels = `namespace="${this.#product}-${environment}",service="${service}",rollouts_pod_template_hash="${hash}"`;
    return (await this.query(`sum(http_server_request_duration_seconds_count{${labels}})`)) ?? 0;
  }
}
