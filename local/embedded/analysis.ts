import { setTimeout as delay } from "node:timers/promises";
import type { Metric } from "./manifests.ts";

type Phase = "Running" | "Successful" | "Failed" | "Error";

interface Measurement {
  readonly phase: "Successful" | "Failed" | "Error";
  /** The format in which Argo Rollouts writes a vector: `[0.2]`. */
  readonly value?: string;
  readonly message?: string;
}

/** One metric of a run, in the format of an AnalysisRun's status. */
export interface MetricResult {
  readonly name: string;
  phase: Phase;
  message?: string;
  readonly measurements: Measurement[];
}

/** Queries Prometheus; resolves to the values of an instant vector. */
export type Query = (expression: string, timeoutSeconds: number) => Promise<readonly number[]>;

/**
 * A run that measures until it has a result. A metric without `count` is measured until the signal, or until
 * it fails.
 */
export class AnalysisRun {
  readonly results: readonly MetricResult[];
  readonly #metrics: readonly Metric[];
  readonly #query: Query;

  /** @param metrics with their arguments filled in */
  constructor(metrics: readonly Metric[], query: Query) {
    this.#metrics = metrics;
    this.#query = query;
    this.results = metrics.map(({ name }) => ({ name, phase: "Running", measurements: [] }));
  }

  get phase(): Phase {
    const phases = this.results.map(({ phase }) => phase);
    const worst = (["Failed", "Error", "Running"] as const).find((phase) => phases.includes(phase));
    return worst ?? "Successful";
  }

  /**
   * Resolves to the result as soon as one metric has failed, or when all are complete. Undefined when
   * `signal` ended it.
   */
  async measure(signal: AbortSignal): Promise<Exclude<Phase, "Running"> | undefined> {
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const metrics = this.#metrics.map(async (metric, index) => {
      const result = this.results[index];
      if (result === undefined) return;
      await this.#measureOne(metric, result, either);
      if (result.phase === "Failed" || result.phase === "Error") stop.abort();
    });
    await Promise.all(metrics);
    const { phase } = this;
    return phase === "Running" ? undefined : phase;
  }

  async #measureOne(metric: Metric, result: MetricResult, signal: AbortSignal): Promise<void> {
    const pause = (seconds: number) => delay(seconds * 1000, undefined, { signal }).catch(() => {});
    await pause(metric.initialDelay);
    while (!signal.aborted) {
      result.measurements.push(await this.#take(metric));
      result.phase = judge(metric, result.measurements);
      if (result.phase !== "Running") return;
      await pause(metric.interval);
    }
  }

  async #take({ provider: { prometheus }, successCondition }: Metric): Promise<Measurement> {
    try {
      const values = await this.#query(prometheus.query, prometheus.timeout);
      const value = `[${values.join(",")}]`;
      return { phase: isMet(successCondition, values) ? "Successful" : "Failed", value };
    } catch (error) {
      return { phase: "Error", message: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** Evaluates the measurements so far, by the limits of the metric. */
export function judge(metric: Metric, measurements: readonly Pick<Measurement, "phase">[]): Phase {
  const failures = measurements.filter(({ phase }) => phase === "Failed").length;
  if (failures > metric.failureLimit) return "Failed";
  const sound = measurements.findLastIndex(({ phase }) => phase !== "Error");
  if (measurements.length - 1 - sound > metric.consecutiveErrorLimit) return "Error";
  const judged = measurements.filter(({ phase }) => phase !== "Error").length;
  return metric.count !== undefined && judged >= metric.count ? "Successful" : "Running";
}

const CONDITION = /^len\(result\) > 0 && !isNaN\(result\[0\]\) && result\[0\] (<=|>=) ([\d.e+-]+)$/;

/** Throws for a condition in another form than the chart's, because a guess could let it pass. */
export function isMet(condition: string, values: readonly number[]): boolean {
  const [, comparison, bound] = CONDITION.exec(condition) ?? [];
  if (comparison === undefined) throw new Error(`unsupported condition: ${condition}`);
  const [value = Number.NaN] = values;
  return comparison === "<=" ? value <= Number(bound) : value >= Number(bound);
}
